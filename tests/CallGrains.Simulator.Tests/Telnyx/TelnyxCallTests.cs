using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests.Telnyx;

/// <summary>Calls as Telnyx carries them: commands, and what they are followed by.</summary>
public sealed class TelnyxCallTests : IAsyncLifetime
{
    private TelnyxAccount _account = null!;

    public async ValueTask InitializeAsync() => _account = await TelnyxAccount.StartAsync();

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task Sentences_come_one_after_the_other_and_a_stop_clears_them()
    {
        var call = await _account.AnsweredAsync();
        await SpeakAsync(call, "One.");
        await SpeakAsync(call, "Two.");
        _account.Clock.Advance(1);
        Assert.Equal(
            ["call.initiated", "call.answered", "call.speak.started", "call.speak.ended completed", "call.speak.started", "call.speak.ended completed"],
            await UntilAsync(call, 6));

        await SpeakAsync(call, "Three, and much more of that.");
        await SpeakAsync(call, "Four.");
        await _account.ActAsync(call, "playback_stop");
        _account.Clock.Advance(5);
        Assert.Equal(["One.", "Two.", "Three, and much more of that."], await HeardAsync(call));
    }

    [Fact]
    public async Task A_command_id_is_known_for_a_minute()
    {
        var call = await _account.AnsweredAsync();
        await SpeakAsync(call, "One.", "id-1");
        await SpeakAsync(call, "One.", "id-1");
        _account.Clock.Advance(61);
        Assert.Single(await HeardAsync(call));

        await SpeakAsync(call, "One.", "id-1");
        Assert.Equal(2, (await HeardAsync(call)).Count);
        var body = new { connection_id = _account.Connection, from = TelnyxAccount.Number, to = TelnyxAccount.Colleague, command_id = "dial" };
        var first = await _account.PostAsync("calls", body);
        Assert.Equal((string?)first["call_control_id"], (string?)(await _account.PostAsync("calls", body))["call_control_id"]);
    }

    [Fact]
    public async Task The_last_client_state_comes_with_every_later_event()
    {
        var call = await _account.RingAsync();
        await _account.ActAsync(call, "answer", new { client_state = "b25l" });
        await SpeakAsync(call, "One.");
        await _account.ActAsync(call, "gather", new { client_state = "dHdv" });
        await _account.PhoneAsync($"calls/{call}/hangup");
        await _account.EventsUntilAsync(call, "call.hangup normal_clearing");
        Assert.Null(_account.Payload(call, "call.initiated")["client_state"]);
        Assert.Equal("b25l", (string?)_account.Payload(call, "call.speak.started")["client_state"]);
        Assert.Equal("dHdv", (string?)_account.Payload(call, "call.hangup")["client_state"]);
        Assert.Equal((422, "90017", "/client_state"), await _account.RefusedAsync($"calls/{await _account.AnsweredAsync()}/actions/speak", new { payload = "x", voice = "AWS.Polly.Joanna", client_state = "?" }));
    }

    [Theory]
    [InlineData("12#", "valid")]
    [InlineData("1234", "valid")]
    [InlineData("1", "invalid")]
    [InlineData("", "timeout")]
    [InlineData("*7#", "invalid")]
    public async Task A_gather_ends_by_a_key_by_its_length_or_by_its_time(string keys, string status)
    {
        var call = await _account.AnsweredAsync();
        await _account.ActAsync(call, "gather", new { minimum_digits = 2, maximum_digits = 4, valid_digits = "0123456789" });
        if (keys.Length > 0)
        {
            await _account.PhoneAsync($"calls/{call}/digits", new { digits = keys });
        }

        _account.Clock.Advance(5.1);
        await _account.EventsUntilAsync(call, $"call.gather.ended {status}");
        Assert.Equal(keys.TrimEnd('#'), (string?)_account.Payload(call, "call.gather.ended")["digits"]);
        Assert.Equal(keys.Length, _account.Events(call).Count(entry => entry.StartsWith("call.dtmf.received", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("+15550177", "greeting_end", "call.machine.detection.ended human")]
    [InlineData("+15550177", "premium", "call.machine.premium.detection.ended human_residence")]
    [InlineData("+15550194", "detect", "call.machine.detection.ended machine")]
    [InlineData("+15550194", "greeting_end", "call.machine.detection.ended machine|call.machine.greeting.ended ended")]
    [InlineData("+15550194", "detect_beep", "call.machine.detection.ended machine|call.machine.greeting.ended beep_detected")]
    [InlineData("+15550195", "detect_beep", "call.machine.detection.ended machine|call.machine.greeting.ended not_sure")]
    [InlineData("+15550195", "premium", "call.machine.premium.detection.ended machine|call.machine.premium.greeting.ended no_beep_detected")]
    [InlineData("+15550177 as machine", "premium", "call.machine.premium.detection.ended machine|call.machine.premium.greeting.ended beep_detected")]
    [InlineData("+15550194", "disabled", "")]
    public async Task A_machine_that_answers_is_detected(string callee, string mode, string told)
    {
        var to = callee.Split(' ')[0];
        if (callee != to)
        {
            await _account.PhoneAsync("phones", new { number = to, machine = true });
        }

        await _account.PostAsync("calls", new { connection_id = _account.Connection, from = TelnyxAccount.Number, to, answering_machine_detection = mode });
        var call = await _account.LegToAsync(to);
        foreach (var seconds in new[] { 2, 2, 2, 3 })
        {
            _account.Clock.Advance(seconds);
        }

        await _account.EventsUntilAsync(call, "call.answered");
        string[] expected = told.Length == 0 ? [] : told.Split('|');
        foreach (var e in expected)
        {
            await _account.EventsUntilAsync(call, e);
        }

        await _account.ActAsync(call, "hangup");
        var events = await _account.EventsUntilAsync(call, "call.hangup normal_clearing");
        Assert.Equal(expected, events.Where(e => e.StartsWith("call.machine", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_detection_that_is_not_simulated_is_refused()
    {
        var order = new { connection_id = _account.Connection, from = TelnyxAccount.Number, to = TelnyxAccount.Colleague };
        Assert.Equal(501, (await _account.RefusedAsync("calls", new { order.connection_id, order.from, order.to, answering_machine_detection = "detect_words" })).Status);
        Assert.Equal((422, "/answering_machine_detection"), await WrongAsync("maybe"));

        async Task<(int, string?)> WrongAsync(string mode) =>
            await _account.RefusedAsync("calls", new { order.connection_id, order.from, order.to, answering_machine_detection = mode }) is var refused ? (refused.Status, refused.Pointer) : default;
    }

    [Fact]
    public async Task A_prompt_is_played_again_as_often_as_there_are_tries()
    {
        var call = await _account.AnsweredAsync();
        await _account.ActAsync(call, "gather_using_audio", new { audio_url = "http://127.0.0.1/a.mp3", maximum_tries = 2, timeout_millis = 1000, maximum_digits = 1 });
        _account.Clock.Advance(3);
        _account.Clock.Advance(1);
        _account.Clock.Advance(3);
        _account.Clock.Advance(1);
        Assert.Equal(
            ["call.initiated", "call.answered", "call.playback.started", "call.playback.ended completed", "call.playback.started", "call.playback.ended completed", "call.gather.ended timeout"],
            await _account.EventsUntilAsync(call, "call.gather.ended timeout"));
    }

    [Fact]
    public async Task A_transfer_makes_a_leg_of_the_same_session_and_ends_with_either_leg()
    {
        var call = await _account.AnsweredAsync();
        await _account.ActAsync(call, "transfer", new { to = TelnyxAccount.Colleague, target_leg_client_state = "bGVn" });
        var leg = await _account.LegToAsync(TelnyxAccount.Colleague);
        _account.Clock.Advance(2);
        Assert.Equal(["call.initiated", "call.answered", "call.bridged"], await _account.EventsUntilAsync(leg, "call.bridged"));
        Assert.Equal((string?)_account.Payload(call, "call.answered")["call_session_id"], (string?)_account.Payload(leg, "call.answered")["call_session_id"]);
        Assert.Equal("bGVn", (string?)_account.Payload(leg, "call.bridged")["client_state"]);
        Assert.Equal(TelnyxAccount.Number, (string?)_account.Payload(leg, "call.answered")["from"]);

        await _account.PhoneAsync($"calls/{leg}/hangup");
        await _account.EventsUntilAsync(leg, "call.hangup normal_clearing");
        Assert.Equal(["call.initiated", "call.answered", "call.bridged", "call.hangup normal_clearing"], await _account.EventsUntilAsync(call, "call.hangup normal_clearing"));
    }

    [Theory]
    [InlineData("+15550190", "user_busy")]
    [InlineData("+15550191", "timeout")]
    [InlineData("+15550192", "call_rejected")]
    [InlineData("+15550193", "not_found")]
    public async Task After_a_transfer_that_fails_the_call_takes_commands(string to, string cause)
    {
        var call = await _account.AnsweredAsync();
        await _account.ActAsync(call, "transfer", new { to, timeout_secs = 20 });
        var leg = await _account.LegToAsync(to);
        _account.Clock.Advance(20);
        Assert.Equal(["call.initiated", $"call.hangup {cause}"], await _account.EventsUntilAsync(leg, $"call.hangup {cause}"));
        await SpeakAsync(call, "Nobody is there.");
        await _account.EventsUntilAsync(call, "call.speak.started");
    }

    [Fact]
    public async Task A_leg_that_parks_stays_when_the_other_one_ends()
    {
        var (one, other) = (await _account.AnsweredAsync(), await _account.AnsweredAsync());
        await _account.ActAsync(one, "bridge", new { call_control_id = other, park_after_unbridge = "self" });
        await _account.EventsUntilAsync(one, "call.bridged");
        await _account.PhoneAsync($"calls/{other}/hangup");
        await _account.EventsUntilAsync(other, "call.hangup normal_clearing");
        await SpeakAsync(one, "You are alone.");
        await _account.EventsUntilAsync(one, "call.speak.started");

        var third = await _account.AnsweredAsync();
        await _account.ActAsync(one, "bridge", new { call_control_id = third, park_after_unbridge = "self" });
        await _account.ActAsync(one, "hangup");
        await _account.EventsUntilAsync(third, "call.hangup normal_clearing");
    }

    [Fact]
    public async Task Commands_are_refused_with_the_codes_of_the_catalogue()
    {
        Assert.Equal((422, "90015", "/call_control_id"), await _account.RefusedAsync("calls/v3:nobody/actions/answer"));
        var call = await _account.RingAsync();
        Assert.Equal((422, "90034", null), await _account.RefusedAsync($"calls/{call}/actions/speak", new { payload = "x", voice = "AWS.Polly.Joanna" }));
        await _account.ActAsync(call, "answer");
        Assert.Equal((422, "10004", "/voice"), await _account.RefusedAsync($"calls/{call}/actions/speak", new { payload = "x" }));
        Assert.Equal((422, "90024", "/maximum_tries"), await _account.RefusedAsync($"calls/{call}/actions/gather_using_audio", new { audio_url = "http://x/a.mp3", maximum_tries = 0 }));
        Assert.Equal((422, "10032", "/stop"), await _account.RefusedAsync($"calls/{call}/actions/playback_stop", new { stop = "some" }));
        Assert.Equal((501, "not-simulated", null), await _account.RefusedAsync($"calls/{call}/actions/enqueue", new { queue_name = "q" }));
        Assert.Equal((404, "10005", null), await _account.RefusedAsync($"calls/{call}/actions/dance"));
        await _account.ActAsync(call, "hangup");
        Assert.Equal((422, "90018", null), await _account.RefusedAsync($"calls/{call}/actions/speak", new { payload = "x", voice = "AWS.Polly.Joanna" }));
        Assert.Equal((422, "10016", "/to"), await _account.RefusedAsync("calls", new { connection_id = _account.Connection, from = TelnyxAccount.Number, to = "1" }));
        Assert.Equal((422, "10015", "/connection_id"), await _account.RefusedAsync("calls", new { connection_id = "1", from = TelnyxAccount.Number, to = TelnyxAccount.Colleague }));
        var dialed = (string?)(await _account.PostAsync("calls", new { connection_id = _account.Connection, from = TelnyxAccount.Number, to = TelnyxAccount.Colleague }))["call_control_id"];
        Assert.Equal((422, "90102", null), await _account.RefusedAsync($"calls/{dialed}/actions/answer"));
        _account.Api.DefaultRequestHeaders.Authorization = null;
        Assert.Equal((401, "10009", null), await _account.RefusedAsync("calls"));
    }

    [Fact]
    public async Task A_call_is_known_until_ten_minutes_after_its_end()
    {
        var call = await _account.AnsweredAsync();
        await _account.ActAsync(call, "hangup");
        _account.Clock.Advance(600);
        Assert.False((bool)(await _account.GetAsync($"calls/{call}"))["data"]!["is_alive"]!);
        _account.Clock.Advance(1);
        using var answer = await _account.Api.GetAsync($"calls/{call}");
        Assert.Equal(404, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_number_that_is_not_the_accounts_is_not_shown()
    {
        var call = (string)(await _account.PostAsync("calls", new { connection_id = _account.Connection, from = "+15550188", to = TelnyxAccount.Colleague }))["call_control_id"]!;
        _account.Clock.Advance(1);
        await _account.EventsUntilAsync(call, "call.hangup call_rejected");
        Assert.Equal("403", (string?)_account.Payload(call, "call.hangup")["sip_hangup_cause"]);
    }

    [Fact]
    public async Task A_recording_is_saved_and_its_link_lives_for_ten_minutes()
    {
        var call = await _account.AnsweredAsync();
        await _account.ActAsync(call, "record_start", new { format = "wav", channels = "single" });
        _account.Clock.Advance(3);
        await _account.PhoneAsync($"calls/{call}/hangup");
        _account.Clock.Advance(1);
        await _account.EventsUntilAsync(call, "call.recording.saved");
        var link = new Uri((string)_account.Payload(call, "call.recording.saved")["recording_urls"]!["wav"]!);
        using var stranger = new HttpClient();
        Assert.Equal(200, (int)(await stranger.GetAsync(link)).StatusCode);
        _account.Clock.Advance(601);
        Assert.Equal(403, (int)(await stranger.GetAsync(link)).StatusCode);

        var listed = Assert.Single((await _account.GetAsync($"recordings?filter[call_leg_id]={_account.Payload(call, "call.hangup")["call_leg_id"]}"))["data"]!.AsArray());
        Assert.Equal(200, (int)(await stranger.GetAsync(new Uri((string)listed!["download_urls"]!["wav"]!))).StatusCode);
    }

    [Fact]
    public async Task Texts_are_sent_and_finalized_and_a_stop_blocks_them()
    {
        var message = (string)(await _account.PostAsync("messages", new { from = TelnyxAccount.Number, to = "+15550192", text = "Hello" }))["id"]!;
        _account.Clock.Advance(1);
        await _account.EventsUntilAsync(message, "message.finalized delivery_failed");
        Assert.Equal("40004", (string?)_account.Payload(message, "message.finalized")["errors"]![0]!["code"]);

        await _account.PhoneAsync("messages", new { from = TelnyxAccount.Caller, to = TelnyxAccount.Number, text = "Stop" });
        var text = new { from = TelnyxAccount.Number, to = TelnyxAccount.Caller, text = "Hello" };
        Assert.Equal((400, "40300", null), await _account.RefusedAsync("messages", text));
        await _account.PhoneAsync("messages", new { from = TelnyxAccount.Caller, to = TelnyxAccount.Number, text = "start" });
        await _account.PostAsync("messages", text);
        Assert.Equal((400, "40305", "/from"), await _account.RefusedAsync("messages", new { from = "+15550188", to = TelnyxAccount.Caller, text = "x" }));
    }

    private Task<JsonNode> SpeakAsync(string call, string payload, string? command_id = null) => _account.ActAsync(call, "speak", new { payload, voice = "AWS.Polly.Joanna", command_id });

    private async Task<List<string>> HeardAsync(string call) => [.. (await _account.LookAsync($"calls/{call}"))["heard"]!.AsArray().Select(sound => (string)sound!["text"]!)];

    private async Task<IReadOnlyList<string>> UntilAsync(string call, int count)
    {
        await _account.App.UntilAsync(all => all.Count(entry => (string?)TelnyxAccount.Data(entry)["payload"]!["call_control_id"] == call) >= count, () => $"{count} events");
        return _account.Events(call);
    }
}
