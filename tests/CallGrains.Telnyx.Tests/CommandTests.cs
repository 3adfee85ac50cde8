using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace CallGrains.Telnyx.Tests;

/// <summary>What is sent for each command, and what each refusal means.</summary>
public sealed class CommandTests
{
    private static readonly FlowAddress Grain = FlowAddress.Call("o-1");
    private readonly TelnyxBench _bench = new(TimeProvider.System);
    private int _operation;

    public static TheoryData<Command, string, string> Actions => new()
    {
        { new AnswerCommand(), "answer", "{}" },
        { new RejectCommand(), "reject", """{"cause":"CALL_REJECTED"}""" },
        { new HangupCommand(), "hangup", "{}" },
        { new SpeakCommand("Hello."), "speak", """{"payload":"Hello.","voice":"female","language":"en-US"}""" },
        { new SpeakCommand("Hola.") { Voice = new Voice("AWS.Polly.Lupe", Locale: "es_US"), Loop = true }, "speak", """{"payload":"Hola.","voice":"AWS.Polly.Lupe","language":"es-US","loop":"infinity"}""" },
        { new SpeakCommand("Hi.") { Voice = new Voice("susan", "male") }, "speak", """{"payload":"Hi.","voice":"male","language":"en-US"}""" },
        { new PlayCommand(new Uri("https://media.example.com/a.wav")), "playback_start", """{"audio_url":"https://media.example.com/a.wav","audio_type":"wav"}""" },
        { new StopAudioCommand(true), "playback_stop", """{"stop":"all"}""" },
        { new SendDtmfCommand("1,2W#"), "send_dtmf", """{"digits":"1w2W#"}""" },
        { new GatherCommand { MaxDigits = 4 }, "gather", """{"initial_timeout_millis":5000,"timeout_millis":60000,"inter_digit_timeout_millis":5000,"minimum_digits":1,"terminating_digit":"#","maximum_digits":4}""" },
        { new GatherCommand { MaxDigits = 1, Prompt = "Press.", InterDigitTimeout = TimeSpan.FromSeconds(9), TerminatingDigits = "*" }, "gather_using_speak", """{"payload":"Press.","voice":"female","language":"en-US","timeout_millis":9000,"maximum_tries":1,"inter_digit_timeout_millis":9000,"minimum_digits":1,"terminating_digit":"*","maximum_digits":1}""" },
        { new StopGatherCommand(1), "gather_stop", "{}" },
        { new RecordCommand(true) { FileFormat = "mp3", MaxDuration = TimeSpan.FromMinutes(1) }, "record_start", """{"format":"mp3","channels":"single","max_length":60}""" },
        { new RecordCommand(false), "record_stop", "{}" },
        { new BridgeCommand(1), "bridge", """{"call_control_id":"OTHER","park_after_unbridge":"self"}""" },
        { new TransferCommand("+15550199") { CallerId = "private", Whisper = new Prompt { FileUrl = new Uri("https://media.example.com/w.mp3") } }, "transfer", """{"to":"+15550199","privacy":"id","audio_url":"https://media.example.com/w.mp3"}""" },
    };

    /// <summary>Each code of the fact sheet, and what it means for the command.</summary>
    public static TheoryData<int, string, RequestEffect> Codes => new()
    {
        { 400, "10015", RequestEffect.Refused }, { 400, "10028", RequestEffect.Refused }, { 400, "90040", RequestEffect.Refused },
        { 401, "10009", RequestEffect.Refused }, { 403, "10010", RequestEffect.Refused },
        { 404, "10005", RequestEffect.Refused }, { 404, "10007", RequestEffect.Refused }, { 404, "90058", RequestEffect.Refused },
        { 408, "10000", RequestEffect.InDoubt },
        { 422, "10004", RequestEffect.Refused }, { 422, "10011", RequestEffect.Refused }, { 422, "10016", RequestEffect.Refused }, { 422, "10032", RequestEffect.Refused }, { 422, "10033", RequestEffect.Refused },
        { 422, "90015", RequestEffect.Gone }, { 422, "90018", RequestEffect.Gone }, { 422, "90019", RequestEffect.Gone },
        { 422, "90020", RequestEffect.None }, { 422, "90034", RequestEffect.None },
        { 422, "90017", RequestEffect.Refused }, { 422, "90032", RequestEffect.Refused }, { 422, "90033", RequestEffect.Refused }, { 422, "90035", RequestEffect.Refused },
        { 403, "90041", RequestEffect.None }, { 403, "90042", RequestEffect.None }, { 422, "90043", RequestEffect.None },
        { 422, "90044", RequestEffect.Refused }, { 422, "90053", RequestEffect.Refused }, { 422, "90054", RequestEffect.Refused }, { 422, "90102", RequestEffect.Refused },
        { 429, "10011", RequestEffect.None },
        { 500, "10007", RequestEffect.InDoubt }, { 502, "", RequestEffect.InDoubt }, { 503, "10007", RequestEffect.InDoubt },
    };

    [Theory]
    [InlineData(null, false, null)]
    [InlineData(false, false, "detect")]
    [InlineData(true, false, "greeting_end")]
    [InlineData(false, true, "premium")]
    [InlineData(true, true, "premium")]
    public async Task A_call_is_placed_with_the_detection_that_is_asked(bool? greeting, bool premium, string? mode)
    {
        var exchange = new TelnyxExchange(TimeProvider.System);
        var settings = TelnyxBench.Settings(exchange.Signer);
        settings.PremiumMachineDetection = premium;
        using var http = new HttpClient(exchange);
        var command = new CreateCallCommand("+15550100", "+15550199") { Machines = greeting is { } tells ? new MachineDetection { Greeting = tells } : null };
        await new TelnyxCarrier(settings, http).Commands.SendAsync(new CommandRequest(command, new OperationKey(Grain, 1)), TestContext.Current.CancellationToken);
        Assert.Equal(mode, (string?)exchange.Posted.Single().Body["answering_machine_detection"]);
    }

    [Theory, MemberData(nameof(Actions))]
    public async Task Each_command_has_its_request(Command command, string verb, string body)
    {
        var call = await AnsweredAsync(isRinging: command is AnswerCommand or RejectCommand);
        var other = await AnsweredAsync();
        await SendAsync(command, call, other);

        var (path, sent) = _bench.Exchange.Posted[^1];
        Assert.Equal($"calls/{call}/actions/{verb}", path);
        Assert.Equal(CommandIds.Of(new OperationKey(Grain, _operation)), (string?)sent["command_id"]);
        foreach (var own in new[] { "command_id", "client_state", "target_leg_client_state" })
        {
            sent.Remove(own);
        }

        Assert.Equal(JsonNode.Parse(body.Replace("OTHER", other, StringComparison.Ordinal))!.ToJsonString(), sent.ToJsonString());
    }

    [Fact]
    public async Task A_call_is_placed_with_its_url_and_state()
    {
        var id = await _bench.Carrier.Commands.SendAsync(Request(new CreateCallCommand("+15550100", "+15550199") { CallTimeout = TimeSpan.FromSeconds(20) }, null) with { CallbackUrl = new Uri("https://calls.example.com/callbacks/telnyx/i/t"), Leg = 4 }, TestContext.Current.CancellationToken);

        var body = _bench.Exchange.Posted[^1].Body;
        Assert.StartsWith("v3:", id, StringComparison.Ordinal);
        Assert.Equal((TelnyxExchange.Connection, "+15550100", "+15550199", 20, "https://calls.example.com/callbacks/telnyx/i/t"),
            ((string?)body["connection_id"], (string?)body["from"], (string?)body["to"], (int?)body["timeout_secs"], (string?)body["webhook_url"]));
        Assert.Equal((Grain, 4), (ClientState.Decode((string?)body["client_state"])!.Grain, ClientState.Decode((string?)body["client_state"])!.Leg));
    }

    [Fact]
    public async Task A_text_is_sent_with_its_url()
    {
        var text = new SendMessageCommand("+15550100", "+15550199", "Hello.") { Media = [new Uri("https://media.example.com/a.png")] };
        var id = await _bench.Carrier.Commands.SendAsync(Request(text, null) with { CallbackUrl = new Uri("https://c.example.com/i/t"), FallbackUrl = new Uri("https://d.example.com/i/t") }, TestContext.Current.CancellationToken);

        Assert.NotNull(id);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"from":"+15550100","to":"+15550199","text":"Hello.","webhook_url":"https://c.example.com/i/t","webhook_failover_url":"https://d.example.com/i/t","media_urls":["https://media.example.com/a.png"]}"""), _bench.Exchange.Posted[^1].Body));
    }

    [Fact]
    public async Task A_sentence_that_ends_while_digits_are_collected_is_known_by_its_own_operation()
    {
        var call = await AnsweredAsync();
        await SendAsync(new SpeakCommand("Please wait.") { Loop = true }, call);
        var speak = _operation;
        await SendAsync(new GatherCommand { MaxDigits = 1 }, call);
        var gather = _operation;
        await SendAsync(new StopAudioCommand(false), call);
        _bench.Press(call, "5");

        var events = new List<CarrierEvent>();
        while (_bench.TryTake(out var callback))
        {
            events.Add(_bench.Carrier.Callbacks.Read(callback).Event);
        }

        Assert.Equal(speak, events.OfType<SpeakEvent>().Single(e => e.IsDone).OperationId);
        Assert.Equal(gather, events.OfType<GatherEvent>().Single().OperationId);
    }

    [Fact]
    public async Task Another_process_adds_to_the_state_that_it_finds()
    {
        var call = await AnsweredAsync();
        await SendAsync(new SpeakCommand("Please wait.") { Loop = true }, call);
        var speak = _operation;
        var other = new TelnyxCarrier(TelnyxBench.Settings(_bench.Exchange.Signer), new HttpClient(_bench.Exchange));
        await other.Commands.SendAsync(Request(new GatherCommand { MaxDigits = 1 }, call), TestContext.Current.CancellationToken);

        var state = ClientState.Decode((string?)_bench.Exchange.Posted[^1].Body["client_state"])!;
        Assert.Equal((speak, _operation, _operation), (state.Speak!.Operation, state.Gather!.Operation, state.Last));
    }

    [Fact]
    public async Task A_transfer_finds_its_new_leg()
    {
        var call = await AnsweredAsync();
        var id = await _bench.Carrier.Commands.SendAsync(Request(new TransferCommand("+15550199"), call) with { Leg = 9 }, TestContext.Current.CancellationToken);

        Assert.NotNull(id);
        Assert.NotEqual(call, id);
        _bench.Exchange.Answers(id);
        ReceivedEvent? last = null;
        while (_bench.TryTake(out var callback))
        {
            last = _bench.Carrier.Callbacks.Read(callback);
        }

        Assert.Equal((Grain, 9, id), (last!.Grain!.Value, last.Leg, Assert.IsType<AnswerEvent>(last.Event).CallId));
    }

    [Theory, MemberData(nameof(Codes))]
    public async Task Each_code_says_how_far_the_command_got(int status, string code, RequestEffect effect)
    {
        var call = await AnsweredAsync();
        _bench.Exchange.Answer = code.Length == 0 ? new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent("<html>") } : TelnyxExchange.Error((HttpStatusCode)status, code);
        var e = await Assert.ThrowsAsync<CarrierException>(() => SendAsync(new SpeakCommand("Hello."), call));

        Assert.Equal((effect, status, code.Length == 0 ? $"http-{status}" : code), (e.Effect, e.Error.Status, e.Error.Code));
        Assert.True(effect != RequestEffect.None || e.RetryAfter > TimeSpan.Zero);
    }

    [Fact]
    public async Task The_wait_that_the_carrier_asks_for_is_kept()
    {
        var call = await AnsweredAsync();
        var answer = TelnyxExchange.Error(HttpStatusCode.TooManyRequests, "10011");
        answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7));
        _bench.Exchange.Answer = answer;
        Assert.Equal(TimeSpan.FromSeconds(7), (await Assert.ThrowsAsync<CarrierException>(() => SendAsync(new SpeakCommand("Hello."), call))).RetryAfter);

        answer = TelnyxExchange.Error(HttpStatusCode.TooManyRequests, "10011");
        answer.Headers.Add("x-ratelimit-reset", "3");
        _bench.Exchange.Answer = answer;
        Assert.Equal(TimeSpan.FromSeconds(3), (await Assert.ThrowsAsync<CarrierException>(() => SendAsync(new SpeakCommand("Hello."), call))).RetryAfter);
    }

    [Fact]
    public async Task A_wait_without_end_is_ten_seconds()
    {
        var call = await AnsweredAsync();
        var answer = TelnyxExchange.Error(HttpStatusCode.TooManyRequests, "10011");
        answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(999_999_999));
        _bench.Exchange.Answer = answer;
        Assert.Equal(TimeSpan.FromSeconds(10), (await Assert.ThrowsAsync<CarrierException>(() => SendAsync(new SpeakCommand("Hello."), call))).RetryAfter);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read()
    {
        var call = await AnsweredAsync();
        _bench.Exchange.Answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(new string(' ', CarrierHttp.MostAnswerBytes + 1)) };
        var e = await Assert.ThrowsAsync<CarrierException>(() => SendAsync(new SpeakCommand("Hello."), call));
        Assert.Equal(("unreadable-answer", RequestEffect.InDoubt), (e.Error.Code, e.Effect));
    }

    [Fact]
    public async Task A_text_to_somebody_who_stopped_texts_is_known_as_such()
    {
        _bench.Exchange.Answer = TelnyxExchange.Error(HttpStatusCode.BadRequest, "40300");
        var e = await Assert.ThrowsAsync<CarrierException>(() => SendAsync(new SendMessageCommand("+15550100", "+15550199", "Hello."), null));

        Assert.True(new CommandOutcome(OutcomeStatus.Refused) { Error = e.Error }.IsOptedOut);
        Assert.Equal("40300", e.Error.Details["code"]);
    }

    [Fact]
    public async Task Every_published_error_is_read()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", "rest"), "error-*.json"))
        {
            var status = int.Parse(Path.GetFileName(file).AsSpan(6, 3), System.Globalization.CultureInfo.InvariantCulture);
            _bench.Exchange.Answer = new HttpResponseMessage((HttpStatusCode)(status == 0 ? 400 : status)) { Content = new StringContent(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)) };
            var call = _bench.Dials();
            var e = await Assert.ThrowsAsync<CarrierException>(() => SendAsync(new AnswerCommand(), call));
            Assert.True(e.Error.Code!.All(char.IsAsciiDigit) || e.Error.IsOptedOutCode(), $"{file}: {e.Error}");
        }
    }

    public static TheoryData<Command> Wrong =>
    [
        new SpeakCommand(""), new SpeakCommand(new string('a', 3001)), new SpeakCommand("Hi.") { Voice = new Voice(Gender: "robot") }, new PlayCommand(new Uri("file:///a.wav")), new SendDtmfCommand("x"),
        new GatherCommand { MaxDigits = 31 }, new GatherCommand { TerminatingDigits = "#*" }, new GatherCommand { InterDigitTimeout = TimeSpan.FromSeconds(31) }, new GatherCommand { Prompt = new Prompt() },
        new TransferCommand("nobody"), new TransferCommand("+15550199") { Whisper = "Hello." }, new RecordCommand(true) { FileFormat = "ogg" },
        new CreateCallCommand("me", "+15550199"), new SpeakCommand("Hi.") { Seat = new ConferenceSeat("c", "m"), Loop = true },
        new SendMessageCommand("+15550100", "anonymous", "Hi."), new SendMessageCommand("+15550100", "+15550199", ""),
    ];

    [Theory, MemberData(nameof(Wrong))]
    public async Task What_the_carrier_would_refuse_is_not_sent(Command command)
    {
        var call = await AnsweredAsync();
        var posted = _bench.Exchange.Posted.Count;
        var e = await Assert.ThrowsAsync<CarrierException>(() => SendAsync(command, call));

        Assert.Equal((RequestEffect.Refused, 0, posted), (e.Effect, e.Error.Status, _bench.Exchange.Posted.Count));
    }

    private async Task<string> AnsweredAsync(bool isRinging = false)
    {
        var call = _bench.Dials();
        if (!isRinging)
        {
            await SendAsync(new AnswerCommand(), call);
        }

        return call;
    }

    private Task<string?> SendAsync(Command command, string? call, string? other = null) => _bench.Carrier.Commands.SendAsync(Request(command, call) with { OtherCallId = other }, TestContext.Current.CancellationToken);

    private CommandRequest Request(Command command, string? call) => new(command, new OperationKey(Grain, ++_operation)) { CallId = call, Tag = "mine" };
}

internal static class ErrorWords
{
    public static bool IsOptedOutCode(this CarrierError error) => error.Code == "opted-out";
}
