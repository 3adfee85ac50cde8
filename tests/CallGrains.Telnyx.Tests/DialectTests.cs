using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CallGrains.Simulator;

namespace CallGrains.Telnyx.Tests;

/// <summary>The adapter against the simulated Telnyx, which knows nothing of it: over sockets.</summary>
public sealed class DialectTests(DialectTests.Line line) : IClassFixture<DialectTests.Line>
{
    private static int _operations;
    private static readonly FlowAddress Grain = FlowAddress.Call("o-1");

    public static TheoryData<Command> Commands =>
    [
        new AnswerCommand(), new RejectCommand(), new HangupCommand(), new SpeakCommand("Hello."), new SpeakCommand("Hola.") { Voice = new Voice("AWS.Polly.Lupe", Locale: "es_US"), Loop = true },
        new SpeakCommand("Hi.") { Voice = new Voice("susan", "male") }, new PlayCommand(new Uri("https://media.example.com/a.wav")), new StopAudioCommand(true), new SendDtmfCommand("1,2W#"),
        new GatherCommand { MaxDigits = 4 }, new GatherCommand { MaxDigits = 1, Prompt = "Press.", InterDigitTimeout = TimeSpan.FromSeconds(9), TerminatingDigits = "*" },
        new GatherCommand { Prompt = new Prompt { FileUrl = new Uri("https://media.example.com/a.wav") } }, new StopGatherCommand(1), new RecordCommand(true) { MaxDuration = TimeSpan.FromMinutes(1) },
        new RecordCommand(false), new BridgeCommand(1), new TransferCommand("+15550199"), new TransferCommand("+15550199") { CallerId = "private", Whisper = new Prompt { FileUrl = new Uri("https://media.example.com/w.mp3") } },
        new CreateCallCommand("+15550100", "+15550199") { CallTimeout = TimeSpan.FromSeconds(20) }, new SendMessageCommand("+15550100", "+15550199", "Hello.") { Media = [new Uri("https://media.example.com/a.png")] },
    ];

    [Theory, MemberData(nameof(Commands))]
    public async Task A_command_is_taken_is_known_again_and_is_found(Command command)
    {
        var call = await line.RingAsync(answered: command is not (AnswerCommand or RejectCommand));
        var other = await line.RingAsync(answered: true);
        var request = Request(command) with { CallId = command is CreateCallCommand or SendMessageCommand ? null : call, OtherCallId = other, Leg = command is CreateCallCommand or TransferCommand ? _operations : 0 };
        var policy = line.Carrier.Commands.PolicyOf(command);
        if (policy == DeliveryPolicy.Deduplicated)
        {
            Assert.Equal(ObservedEffect.DidNot, (await ObserveAsync(request)).Effect);
        }

        var made = await SendAsync(request);
        Assert.True(command is not (CreateCallCommand or TransferCommand or GatherCommand or SendMessageCommand) || made is not null);
        if (policy != DeliveryPolicy.NeverTwice)
        {
            Assert.Equal(made, await SendAsync(request));
        }

        if (policy == DeliveryPolicy.Deduplicated)
        {
            Assert.Equal(new Observation(ObservedEffect.Happened, made), await ObserveAsync(request));
        }
    }

    [Fact]
    public async Task What_comes_after_the_end_is_gone_and_what_comes_before_the_answer_has_no_effect_yet()
    {
        var call = await line.RingAsync(answered: false);
        var early = await Assert.ThrowsAsync<CarrierException>(() => SendAsync(Request(new SpeakCommand("Hello.")) with { CallId = call }));
        Assert.Equal((RequestEffect.None, "90034"), (early.Effect, early.Error.Code));

        await SendAsync(Request(new HangupCommand()) with { CallId = call });
        await SendAsync(Request(new HangupCommand()) with { CallId = call });
        var late = Request(new SpeakCommand("Hello.")) with { CallId = call };
        var gone = await Assert.ThrowsAsync<CarrierException>(() => SendAsync(late));
        Assert.Equal((RequestEffect.Gone, "90018"), (gone.Effect, gone.Error.Code));
        Assert.Equal(ObservedEffect.TooLate, (await ObserveAsync(late)).Effect);
    }

    [Fact]
    public async Task Conferences_are_made_joined_changed_spoken_to_left_and_ended()
    {
        var session = new OperationKey(FlowAddress.Conference($"room {Interlocked.Increment(ref _operations)}"), 1);
        var (one, two, name) = (await line.RingAsync(answered: true), await line.RingAsync(answered: true), RoomName.Of(session));
        CommandRequest Of(Command command) => new(command, new OperationKey(session.Grain, Interlocked.Increment(ref _operations))) { Leg = 1, ConferenceId = name };
        var (first, second) = (Of(new AddMemberCommand(one, "call/c-1#2") { Mute = true }), Of(new AddMemberCommand(two, "call/c-2#2") { Hold = true, JoinTone = true }));
        foreach (var add in new[] { first, second })
        {
            Assert.Equal(ObservedEffect.DidNot, (await ObserveAsync(add)).Effect);
            var call = ((AddMemberCommand)add.Command).CallId;
            Assert.Equal(call, await SendAsync(add));
            Assert.Equal(call, await SendAsync(add));
            Assert.Equal(Observation.Found(call), await ObserveAsync(add));
        }

        Assert.Equal(["mute", "hold"], await FlagsAsync(one, two));
        await SendAsync(Of(new ChangeConferenceCommand { Mute = false, Hold = false }));
        Assert.Equal(["", ""], await FlagsAsync(one, two));
        var seat = new ConferenceSeat(name, two);
        await SendAsync(Of(new ChangeMemberCommand(seat) { Mute = true }));
        await SendAsync(Of(new ChangeMemberCommand(seat) { Mute = true, Hold = true }));
        Assert.Equal(["", "mute hold"], await FlagsAsync(one, two));
        await SendAsync(Of(new ChangeMemberCommand(seat) { Mute = false, Hold = false }));

        var announce = Of(new AnnounceCommand(new Prompt { Sentence = "Hello, all." }));
        await SendAsync(announce);
        await SendAsync(announce);
        await SendAsync(Of(new StopAnnouncementCommand(IsFile: false)));
        await SendAsync(Of(new AnnounceCommand(new Prompt { FileUrl = new Uri("https://media.example.com/a.wav") })));
        await SendAsync(Request(new SpeakCommand("Hello, you.") { Seat = seat }) with { CallId = two });
        Assert.Equal(1, Heard(await line.LookAsync(one), "Hello, all."));
        Assert.Equal((0, 1), (Heard(await line.LookAsync(one), "Hello, you."), Heard(await line.LookAsync(two), "Hello, you.")));

        await SendAsync(Of(new ChangeMemberCommand(seat) { Leaves = true }));
        await SendAsync(Of(new ChangeMemberCommand(seat) { Leaves = true }));
        var again = Of(new AddMemberCommand(two, "call/c-2#9"));
        Assert.Equal(ObservedEffect.DidNot, (await line.Carrier.Recovery.ObserveAsync(new DoubtfulCommand(again) { Earlier = () => [second.Command] }, TestContext.Current.CancellationToken)).Effect);
        await SendAsync(again);
        var missed = await line.Carrier.Recovery.ProbeAsync(new SilentGrain(session.Grain, [], []) { Conferences = [new SilentConference(1, name, IsCreated: false)] }, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([typeof(ConferenceEvent), typeof(ConferenceMemberEvent), typeof(ConferenceMemberEvent)], missed.Select(m => m.Event.GetType()));

        var room = (string)(await line.LookAsync(one))["conferenceId"]!;
        var placed = await line.Carrier.Recovery.PlaceAsync(new ReceivedEvent(new ConferenceSpeakEvent { ConferenceId = room, Status = "done" }) { IsToBePlaced = true }, TestContext.Current.CancellationToken);
        Assert.Equal((session.Grain, 1, name), (placed.Grain!.Value, placed.Leg, ((ConferenceSpeakEvent)placed.Event).ConferenceId));

        await SendAsync(Of(new EndConferenceCommand()));
        Assert.Equal(RequestEffect.Gone, (await Assert.ThrowsAsync<CarrierException>(() => SendAsync(Of(new EndConferenceCommand())))).Effect);
        Assert.Equal("completed", (string?)(await line.LookAsync(one))["state"]);

        async Task<string[]> FlagsAsync(params string[] calls)
        {
            var conference = await line.LookAsync($"conferences/{(string)(await line.LookAsync(one))["conferenceId"]!}", isPath: true);
            return [.. calls.Select(call => conference["members"]!.AsArray().Single(m => (string?)m!["callId"] == call)!).Select(m => $"{((bool)m["mute"]! ? "mute" : "")} {((bool)m["hold"]! ? "hold" : "")}".Trim())];
        }

        static int Heard(JsonNode call, string text) => call["heard"]!.AsArray().Count(s => (string?)s!["text"] == text);
    }

    [Theory]
    [InlineData("""{"fault":"error","status":429,"path":"/calls/*/actions/speak","count":1}""", RequestEffect.None)]
    [InlineData("""{"fault":"error","status":503,"path":"/calls/*/actions/speak","count":1}""", RequestEffect.InDoubt)]
    [InlineData("""{"fault":"error","status":422,"code":"10033","path":"/calls/*/actions/speak","count":1}""", RequestEffect.Refused)]
    [InlineData("""{"fault":"lost","path":"/calls/*/actions/speak","count":1}""", RequestEffect.InDoubt)]
    [InlineData("""{"fault":"lost","effect":false,"path":"/calls/*/actions/speak","count":1}""", RequestEffect.InDoubt)]
    public async Task Faults_of_the_line_are_told_apart(string fault, RequestEffect effect)
    {
        var call = await line.RingAsync(answered: true);
        var rule = JsonNode.Parse(fault)!;
        rule["callId"] = call;
        await line.PhoneAsync("faults", rule);
        var request = Request(new SpeakCommand("Hello.")) with { CallId = call };
        Assert.Equal(effect, (await Assert.ThrowsAsync<CarrierException>(() => SendAsync(request))).Effect);

        await SendAsync(request);
        Assert.Single((await line.LookAsync(call))["heard"]!.AsArray());
    }

    [Fact]
    public async Task A_silent_call_gets_what_it_missed_and_its_recording()
    {
        var call = await line.RingAsync(answered: true);
        await SendAsync(Request(new RecordCommand(true)) with { CallId = call });
        var speak = Request(new SpeakCommand("Hello.")) with { CallId = call };
        await SendAsync(speak);
        await line.PhoneAsync($"calls/{call}/hangup", new JsonObject());
        while ((string?)(await line.LookAsync(call))["recordings"]![0]!["state"] != "complete")
        {
            // The clock of the carrier goes by itself.
        }

        var grain = new SilentGrain(Grain, [new SilentLeg(0, call, false)], [new AwaitedCommand(speak.Command, speak.Operation, 0)]) { NeedsBeginning = true, RecordingsDue = 1, IsOver = true, MainCallId = call };
        var missed = await line.Carrier.Recovery.ProbeAsync(grain, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            [typeof(IncomingCallEvent), typeof(AnswerEvent), typeof(SpeakEvent), typeof(HangupEvent), typeof(RecordingEvent)],
            missed.Select(m => m.Event.GetType()).Distinct());
        Assert.Equal(speak.Operation.Number, missed.Single(m => m.Event is SpeakEvent).Event.OperationId);

        var recording = missed.Select(m => m.Event).OfType<RecordingEvent>().First();
        await using var media = await line.Carrier.Recovery.OpenRecordingAsync(recording.RecordingId, TestContext.Current.CancellationToken);
        Assert.Equal("audio/wav", media.ContentType);
    }

    private static CommandRequest Request(Command command) => new(command, new OperationKey(Grain, Interlocked.Increment(ref _operations)));

    private Task<string?> SendAsync(CommandRequest request) => line.Carrier.Commands.SendAsync(request, TestContext.Current.CancellationToken);

    private Task<Observation> ObserveAsync(CommandRequest request) => line.Carrier.Recovery.ObserveAsync(new DoubtfulCommand(request), TestContext.Current.CancellationToken);

    /// <summary>A simulator with an account, and the adapter that has its key.</summary>
    public sealed class Line : IAsyncLifetime
    {
        private readonly HttpClient _http = new();
        private SimulatorServer _server = null!;

        internal TelnyxCarrier Carrier { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _server = await SimulatorServer.StartAsync(new SimulatorOptions { Carrier = SimulatedCarrier.Telnyx, Port = 0, Speed = 5 });
            _http.BaseAddress = _server.Url;
            _http.DefaultRequestHeaders.Authorization = new("Bearer", SimulatorOptions.TelnyxApiKey);
            var connection = await MakeAsync("call_control_applications", new { application_name = "a", webhook_event_url = "http://127.0.0.1:1/", webhook_api_version = "2" });
            var profile = await MakeAsync("messaging_profiles", new { name = "a", whitelisted_destinations = new[] { "*" } });
            await MakeAsync("number_orders", new { phone_numbers = new[] { new { phone_number = "+15550100" } }, connection_id = connection, messaging_profile_id = profile });
            var options = new TelnyxOptions { ApiKey = SimulatorOptions.TelnyxApiKey, ConnectionId = connection, BaseUrl = _server.Url };
            options.PublicKeys.Add(_server.PublicKey!);
            Carrier = new TelnyxCarrier(options, new HttpClient { Timeout = Timeout.InfiniteTimeSpan });
        }

        public async Task<string> RingAsync(bool answered)
        {
            var call = (string)(await PhoneAsync("calls", new JsonObject { ["from"] = "+15550177", ["to"] = "+15550100" }))["callId"]!;
            if (answered)
            {
                await Carrier.Commands.SendAsync(Request(new AnswerCommand()) with { CallId = call }, TestContext.Current.CancellationToken);
            }

            return call;
        }

        public async Task<JsonNode> PhoneAsync(string path, JsonNode body)
        {
            using var answer = await _http.PostAsJsonAsync($"/sim/{path}", body);
            return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
        }

        public async Task<JsonNode> LookAsync(string call, bool isPath = false) => (await _http.GetFromJsonAsync<JsonObject>(isPath ? $"/sim/{call}" : $"/sim/calls/{call}"))!;

        private async Task<string> MakeAsync(string path, object body)
        {
            using var answer = await _http.PostAsJsonAsync($"/v2/{path}", body);
            return (string)(await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!["data"]!["id"]!;
        }

        public async ValueTask DisposeAsync()
        {
            await _server.DisposeAsync();
            _http.Dispose();
        }
    }
}
