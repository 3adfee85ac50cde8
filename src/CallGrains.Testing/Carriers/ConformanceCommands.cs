namespace CallGrains.Testing;

/// <summary>One good command of each type, and what must be there for it.</summary>
/// <param name="Command">The command.</param>
/// <param name="Needs">What has to be done before.</param>
internal sealed record ConformanceSample(Command Command, ConformanceNeeds Needs);

/// <summary>What must be there before a command makes sense.</summary>
[Flags]
internal enum ConformanceNeeds
{
    None = 0,
    Ringing = 1,
    Call = 2,
    OtherCall = 4,
    Gather = 8,
    Audio = 16,
    Conference = 32,
    Member = 64,
    Recording = 128,
    Bridge = 256,
    Announcement = 512,
}

/// <summary>The commands of the suite.</summary>
internal static class ConformanceCommands
{
    private const string Ours = "+15550100", Theirs = "+15550199";
    private static readonly ConferenceSeat NoSeat = new("", "");

    public static IReadOnlyList<ConformanceSample> All { get; } =
    [
        new(new AnswerCommand(), ConformanceNeeds.Ringing),
        new(new RejectCommand(), ConformanceNeeds.Ringing),
        new(new HangupCommand(), ConformanceNeeds.Call),
        new(new TransferCommand(Theirs), ConformanceNeeds.Call),
        new(new SpeakCommand("Hello."), ConformanceNeeds.Call),
        new(new PlayCommand(new Uri("https://media.example.com/a.wav")), ConformanceNeeds.Call),
        new(new StopAudioCommand(IsFile: false), ConformanceNeeds.Call | ConformanceNeeds.Audio),
        new(new SendDtmfCommand("1"), ConformanceNeeds.Call),
        new(new GatherCommand { MaxDigits = 1, Prompt = "Press a key." }, ConformanceNeeds.Call),
        new(new StopGatherCommand(1), ConformanceNeeds.Call | ConformanceNeeds.Gather),
        new(new RecordCommand(Enabled: true), ConformanceNeeds.Call),
        new(new RecordCommand(Enabled: false), ConformanceNeeds.Call | ConformanceNeeds.Recording),
        new(new TranscribeCommand("rec-1"), ConformanceNeeds.Call | ConformanceNeeds.Recording),
        new(new CreateCallCommand(Ours, Theirs), ConformanceNeeds.None),
        new(new CreateCallCommand(Ours, Theirs) { Machines = new MachineDetection() }, ConformanceNeeds.None),
        new(new BridgeCommand(1), ConformanceNeeds.Call | ConformanceNeeds.OtherCall),
        new(new UnbridgeCommand(1), ConformanceNeeds.Call | ConformanceNeeds.OtherCall | ConformanceNeeds.Bridge),
        new(new SendMessageCommand(Ours, Theirs, "Hello."), ConformanceNeeds.None),
        new(new CreateConferenceCommand(Ours), ConformanceNeeds.None),
        new(new AddMemberCommand("", "call/c-1#2"), ConformanceNeeds.Call | ConformanceNeeds.Conference),
        new(new ChangeMemberCommand(NoSeat) { Mute = true }, ConformanceNeeds.Call | ConformanceNeeds.Conference | ConformanceNeeds.Member),
        new(new ChangeConferenceCommand { Mute = true }, ConformanceNeeds.Conference),
        new(new AnnounceCommand("Hello."), ConformanceNeeds.Conference),
        new(new StopAnnouncementCommand(IsFile: true), ConformanceNeeds.Conference | ConformanceNeeds.Announcement),
        new(new EndConferenceCommand(), ConformanceNeeds.Conference),
    ];

    /// <summary>
    /// Those that the carrier has; where a conference is only a name at first, its creation sends nothing.
    /// </summary>
    public static IEnumerable<ConformanceSample> Of(ICarrier carrier) => All.Where(s => carrier.Capabilities.LackingOf(s.Command) is null
        && (carrier.Capabilities.MakesEmptyConferences || s.Command is not CreateConferenceCommand));
}

/// <summary>A command for which everything is there, so that it can be sent.</summary>
internal sealed class ConformanceCommand
{
    private readonly CarrierRun _run;
    private readonly FlowAddress _grain = FlowAddress.Call("o-conformance");
    private readonly List<Command> _earlier = [];
    private readonly List<string> _known = [];
    private int _operations;

    private ConformanceCommand(CarrierRun run, Command command) => (_run, Request) = (run, new CommandRequest(command, new OperationKey(_grain, 0)));

    public CommandRequest Request { get; private set; }

    public DeliveryPolicy Policy => _run.Carrier.Commands.PolicyOf(Request.Command);

    public static async Task<ConformanceCommand> PrepareAsync(CarrierRun run, ConformanceSample sample)
    {
        var made = new ConformanceCommand(run, sample.Command);
        await made.PrepareAsync(sample);
        return made;
    }

    public Task<string?> SendAsync() => _run.Carrier.Commands.SendAsync(Request, CancellationToken.None);

    public Task<Observation> ObserveAsync() =>
        _run.Carrier.Recovery.ObserveAsync(new DoubtfulCommand(Request) { Earlier = () => _earlier, Knows = _known.Contains }, CancellationToken.None);

    public override string ToString() => Request.Command.GetType().Name;

    private async Task PrepareAsync(ConformanceSample sample)
    {
        var call = Has(ConformanceNeeds.Ringing) ? _run.Bench.Dials() : Has(ConformanceNeeds.Call) ? await AnsweredAsync() : null;
        var other = Has(ConformanceNeeds.OtherCall) ? await AnsweredAsync() : null;
        var gather = Has(ConformanceNeeds.Gather) ? await DoAsync(new GatherCommand { MaxDigits = 1 }, call) : null;
        _ = Has(ConformanceNeeds.Audio) ? await DoAsync(new SpeakCommand("Hello.") { Loop = true }, call) : null;
        _ = Has(ConformanceNeeds.Recording) ? await DoAsync(new RecordCommand(true), call) : null;
        var recording = sample.Command is TranscribeCommand ? await RecordedAsync(call!) : "";
        var bridge = Has(ConformanceNeeds.Bridge) ? await DoAsync(new BridgeCommand(1), call, other: other) : null;
        var conference = Has(ConformanceNeeds.Conference) ? await DoAsync(new CreateConferenceCommand("+15550100"), null) : null;
        var isEmpty = conference is null || _run.Carrier.Capabilities.MakesEmptyConferences || sample.Command is AddMemberCommand;
        var member = Has(ConformanceNeeds.Member) || !isEmpty ? await DoAsync(new AddMemberCommand(call ?? await AnsweredAsync(), "call/c-1#2"), null, conference) : null;
        _ = Has(ConformanceNeeds.Announcement) ? await DoAsync(new AnnounceCommand(new Prompt { FileUrl = new Uri("https://media.example.com/a.wav") }) { Loop = true }, null, conference) : null;
        Request = Of(sample.Command switch
        {
            AddMemberCommand add => add with { CallId = call! },
            TranscribeCommand transcribe => transcribe with { RecordingId = recording },
            ChangeMemberCommand change => change with { Seat = new ConferenceSeat(conference!, member!) },
            _ => sample.Command,
        }, call, conference) with
        { OtherCallId = other, GatherId = gather, BridgeId = bridge };

        bool Has(ConformanceNeeds need) => sample.Needs.HasFlag(need);
    }

    private async Task<string> AnsweredAsync()
    {
        var call = _run.Bench.Dials();
        await DoAsync(new AnswerCommand(), call);
        return call;
    }

    private async Task<string> RecordedAsync(string call)
    {
        await DoAsync(new RecordCommand(false), call);
        await _run.Until(() => _run.Bench.RecordingOf(call) is not null, "the recording is there");
        return _run.Bench.RecordingOf(call)!;
    }

    private async Task<string?> DoAsync(Command command, string? call, string? conference = null, string? other = null)
    {
        var id = await _run.Carrier.Commands.SendAsync(Of(command, call, conference) with { OtherCallId = other }, CancellationToken.None);
        _earlier.Add(command);
        _known.AddRange(id is null ? [] : [id]);
        return id;
    }

    private CommandRequest Of(Command command, string? call, string? conference)
    {
        var number = ++_operations;
        return new CommandRequest(command, new OperationKey(_grain, number))
        {
            Tag = "mine",
            CallId = command is { NeedsLiveCall: true } and not (ConferenceCommand or ChangeMemberCommand) ? call : null,
            ConferenceId = command is ConferenceCommand ? conference : null,
            CallbackUrl = command is CreateCallCommand or TransferCommand or SendMessageCommand or CreateConferenceCommand ? Worlds.World.Urls.For(_run.Carrier.Name, _grain, number) : null,
        };
    }
}
