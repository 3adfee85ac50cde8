namespace CallGrains.Telnyx.Tests;

/// <summary>What is found out after the carrier's minute is over.</summary>
public sealed class RecoveryTests
{
    private static readonly FlowAddress Grain = FlowAddress.Call("o-1");
    private readonly TelnyxBench _bench = new(TimeProvider.System);
    private int _operation;

    private ICarrierRecovery Recovery => _bench.Carrier.Recovery;

    public static TheoryData<Command> Observed =>
    [
        new AnswerCommand(), new SpeakCommand("Hello."), new PlayCommand(new Uri("https://media.example.com/a.wav")), new GatherCommand { MaxDigits = 1 }, new RecordCommand(true), new BridgeCommand(1),
        new CreateCallCommand("+15550100", "+15550199"), new TransferCommand("+15550199"),
    ];

    [Theory, MemberData(nameof(Observed))]
    public async Task A_command_that_came_is_found_and_one_that_did_not_is_not(Command command)
    {
        Assert.Equal(DeliveryPolicy.Deduplicated, _bench.Carrier.Commands.PolicyOf(command));
        var call = _bench.Dials();
        var other = _bench.Dials();
        foreach (var id in command is AnswerCommand ? new[] { other } : [call, other])
        {
            await _bench.Carrier.Commands.SendAsync(Request(new AnswerCommand()) with { CallId = id }, TestContext.Current.CancellationToken);
        }

        var request = Request(command) with { CallId = command is CreateCallCommand ? null : call, OtherCallId = other, Leg = command is CreateCallCommand or TransferCommand ? 77 : 0 };
        Assert.Equal(ObservedEffect.DidNot, (await ObserveAsync(request)).Effect);

        var created = await _bench.Carrier.Commands.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(new Observation(ObservedEffect.Happened, created), await ObserveAsync(request));
    }

    [Fact]
    public async Task A_call_that_was_placed_and_is_over_is_found_in_the_log()
    {
        var request = Request(new CreateCallCommand("+15550100", "+15550199")) with { Leg = 5 };
        var call = await _bench.Carrier.Commands.SendAsync(request, TestContext.Current.CancellationToken);
        _bench.Exchange.End(call!, "user_busy");

        Assert.Equal(new Observation(ObservedEffect.Happened, call), await ObserveAsync(request));
    }

    [Fact]
    public async Task A_command_for_a_call_that_is_over_came_too_late()
    {
        var call = _bench.Dials();
        _bench.HangUp(call);
        Assert.Equal(ObservedEffect.TooLate, (await ObserveAsync(Request(new SpeakCommand("Hello.")) with { CallId = call })).Effect);
        Assert.Equal(ObservedEffect.TooLate, (await ObserveAsync(Request(new SpeakCommand("Hello.")) with { CallId = "v3:none" })).Effect);
    }

    [Fact]
    public async Task A_recordings_file_is_opened_by_a_fresh_link_without_the_key()
    {
        await using var media = await Recovery.OpenRecordingAsync("rec-1", TestContext.Current.CancellationToken);

        Assert.Equal((3L, "/v2/recordings/rec-1"), (media.Length, media.Uri.AbsolutePath));
        Assert.Null(_bench.Exchange.Asked.Single(r => r.RequestUri!.Host == "files.example.com").Headers.Authorization);
    }

    [Theory]
    [InlineData("rec-lost", true)]
    [InlineData("rec-1", false)]
    public async Task A_file_that_is_not_there_may_come_yet(string recording, bool hasFiles)
    {
        _bench.Exchange.HasFiles = hasFiles;
        Assert.Equal(RequestEffect.None, (await Assert.ThrowsAsync<CarrierException>(() => Recovery.OpenRecordingAsync(recording, TestContext.Current.CancellationToken))).Effect);
    }

    [Fact]
    public async Task A_silent_call_gets_what_it_missed()
    {
        var call = _bench.Dials();
        await _bench.Carrier.Commands.SendAsync(Request(new AnswerCommand()) with { CallId = call }, TestContext.Current.CancellationToken);
        var speak = Request(new SpeakCommand("Hello.")) with { CallId = call, Tag = "mine" };
        await _bench.Carrier.Commands.SendAsync(speak, TestContext.Current.CancellationToken);
        _bench.HangUp(call);

        var grain = new SilentGrain(Grain, [new SilentLeg(0, call, false)], [new AwaitedCommand(speak.Command, speak.Operation, 0) { Tag = "mine" }])
        {
            NeedsBeginning = true,
            RecordingsDue = 1,
            IsOver = true,
            MainCallId = call,
        };
        var missed = await Recovery.ProbeAsync(grain, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([typeof(IncomingCallEvent), typeof(AnswerEvent), typeof(SpeakEvent), typeof(HangupEvent), typeof(RecordingEvent)], missed.Select(m => m.Event.GetType()));
        Assert.Equal((speak.Operation.Number, "mine"), (missed[2].Event.OperationId, missed[2].Event.Tag));
        var told = new List<ReceivedEvent>();
        while (_bench.TryTake(out var callback))
        {
            told.Add(_bench.Carrier.Callbacks.Read(callback));
        }

        // A late original has the key of what was supplied.
        Assert.Equal(missed.Take(4).Select(m => m.Event.DedupeKey), told.Where(t => t.Event is not SpeakEvent { IsStarted: true }).Select(t => t.DedupeKey));
    }

    [Fact]
    public async Task A_call_that_nobody_knows_any_more_is_over()
    {
        var missed = await Recovery.ProbeAsync(new SilentGrain(Grain, [new SilentLeg(0, "v3:none", true)], []), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal("UNKNOWN", Assert.IsType<HangupEvent>(Assert.Single(missed).Event).Cause);
    }

    private Task<Observation> ObserveAsync(CommandRequest request) => Recovery.ObserveAsync(new DoubtfulCommand(request), TestContext.Current.CancellationToken);

    private CommandRequest Request(Command command) => new(command, new OperationKey(Grain, ++_operation));
}
