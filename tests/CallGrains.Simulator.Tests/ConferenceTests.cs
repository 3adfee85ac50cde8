using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class ConferenceTests : IAsyncLifetime
{
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync()
    {
        _carrier = await Carrier.StartAsync();
        await _carrier.BindAsync();
    }

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Fact]
    public async Task A_conference_lives_from_its_creation_until_its_last_member_leaves()
    {
        var room = await OpenAsync();
        Assert.Equal("created", await StateAsync(room));
        var first = await JoinAsync(room, await RingAsync());
        var second = await JoinAsync(room, await RingAsync(), new { mute = true, joinTone = true });
        Assert.Equal("active", await StateAsync(room));

        await _carrier.OkAsync($"conferences/{room}/members/{second}", new { mute = false });
        await _carrier.OkAsync($"conferences/{room}/members/{second}", new { hold = true });
        await _carrier.OkAsync($"conferences/{room}/members/{second}", new { });
        await _carrier.OkAsync($"conferences/{room}/members/{first}", new { state = "completed" });
        await _carrier.PhoneAsync($"calls/{await CallOfAsync(room, second)}/hangup");

        Assert.Equal(
            [
                "conference created", "member active 1 hold=false mute=false", "member active 2 hold=false mute=true", "member active 2 hold=false mute=false",
                "member active 2 hold=true mute=false", "member completed 1 hold=false mute=false", "member completed 0 hold=true mute=false", "conference completed",
            ],
            await _carrier.App.AboutUntilAsync("conferenceId", room, "conference completed"));
        Assert.Equal("completed", await StateAsync(room));
        Assert.Equal("active", await _carrier.StateAsync(await CallOfAsync(room, first)));
        Assert.Equal(2, (await _carrier.GetAsync($"conferences/{room}/members")).AsArray().Count);
    }

    [Fact]
    public async Task Completing_a_conference_hangs_up_its_calls()
    {
        var room = await OpenAsync();
        var call = await RingAsync();
        var member = await JoinAsync(room, call);
        await _carrier.OkAsync($"conferences/{room}", new { state = "completed" });

        await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING");
        Assert.Equal(
            ["conference created", "member active 1 hold=false mute=false", "member completed 0 hold=false mute=false", "conference completed"],
            await _carrier.App.AboutUntilAsync("conferenceId", room, "conference completed"));
        Assert.Equal((403, "conference-error"), Short(await _carrier.ErrorAsync($"conferences/{room}", new { mute = true })));
        Assert.Equal((403, "conference-error"), Short(await _carrier.ErrorAsync($"conferences/{room}/members/{member}", new { mute = true })));
        await _carrier.OkAsync($"conferences/{room}", new { });
    }

    [Fact]
    public async Task An_announcement_is_heard_by_who_is_there_and_who_comes_later_but_not_on_hold()
    {
        var room = await OpenAsync();
        var (early, held, late) = (await RingAsync(), await RingAsync(), await RingAsync());
        await JoinAsync(room, early);
        await JoinAsync(room, held, new { hold = true });
        await _carrier.OkAsync($"conferences/{room}/audio", new { sentence = "Welcome, all.", loopEnabled = true, tag = "w" });
        await JoinAsync(room, late);
        await _carrier.OkAsync($"conferences/{room}/audio", new { sentence = "" });
        await _carrier.OkAsync($"conferences/{room}/audio", new { fileUrl = await _carrier.FileAsync("music.wav") });
        _carrier.Clock.Advance(3);

        var events = await _carrier.App.AboutUntilAsync("conferenceId", room, "conference-playback done");
        Assert.Equal(
            ["conference-speak started", "conference-speak done", "conference-playback started", "conference-playback done"],
            events.Where(entry => entry.StartsWith("conference-", StringComparison.Ordinal)));
        Assert.Equal("w", _carrier.App.All().Last(entry => entry.Short == "conference-speak done")["tag"]);
        Assert.Equal(["joined", "speak", "play"], await HeardAsync(early));
        Assert.Equal(["joined"], await HeardAsync(held));
        Assert.Equal(["joined", "speak", "play"], await HeardAsync(late));
        Assert.Equal((403, "call-audio-invalid-state"), Short(await _carrier.ErrorAsync($"conferences/{room}/audio", new { sentence = "" })));
    }

    [Fact]
    public async Task One_member_alone_hears_what_is_said_to_it_as_events_of_its_call()
    {
        var room = await OpenAsync();
        var (call, other) = (await RingAsync(), await RingAsync());
        var member = await JoinAsync(room, call);
        await JoinAsync(room, other);
        await _carrier.OkAsync($"conferences/{room}/members/{member}/audio", new { sentence = "Psst.", tag = "p" });
        _carrier.Clock.Advance(1);

        Assert.Equal(["incomingcall", "answer", "speak started", "speak done"], (await _carrier.App.EventsUntilAsync(call, "speak done")).Where(entry => !entry.StartsWith("member", StringComparison.Ordinal)));
        Assert.Equal(["joined"], await HeardAsync(other));
    }

    [Fact]
    public async Task Tones_tell_the_others_who_comes_and_goes()
    {
        var room = await OpenAsync();
        var (stays, comes) = (await RingAsync(), await RingAsync());
        await JoinAsync(room, stays);
        await JoinAsync(room, comes, new { joinTone = true, leavingTone = true });
        await _carrier.PhoneAsync($"calls/{comes}/hangup");
        Assert.Equal(["joined ", "tone join", "tone leave"], (await SoundsAsync(stays)).Select(sound => sound.Replace(room, "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Keys_steer_the_member_and_are_no_events_unless_the_conference_passes_them()
    {
        var room = await OpenAsync();
        var call = await RingAsync();
        await JoinAsync(room, call);
        await JoinAsync(room, await RingAsync());
        await _carrier.PressAsync(call, "105*#");

        Assert.Equal(
            ["member active 2 hold=false mute=true", "member active 2 hold=true mute=true", "member completed 1 hold=true mute=true"],
            (await _carrier.App.AboutUntilAsync("conferenceId", room, "member completed 1 hold=true mute=true")).Skip(3));
        await _carrier.PressAsync(call, "7");
        Assert.Equal(["incomingcall", "answer", "dtmf 7"], (await _carrier.App.EventsUntilAsync(call, "dtmf 7")).Where(entry => !entry.StartsWith("member", StringComparison.Ordinal)));

        var open = await OpenAsync(new { profile = "passthru_digits" });
        var free = await RingAsync();
        await JoinAsync(open, free);
        var gather = await _carrier.CreateAsync($"calls/{free}/gather", new { maxDigits = 1 });
        await _carrier.PressAsync(free, "0");
        await _carrier.App.EventsUntilAsync(free, "gather max-digits 0");
        Assert.NotNull(gather);
    }

    [Fact]
    public async Task What_one_member_presses_the_others_hear_unless_muted()
    {
        var room = await OpenAsync(new { profile = "passthru_digits" });
        var (talks, listens) = (await RingAsync(), await RingAsync());
        var member = await JoinAsync(room, talks);
        await JoinAsync(room, listens);
        await _carrier.PressAsync(talks, "5");
        await _carrier.OkAsync($"conferences/{room}/members/{member}", new { mute = "true" });
        await _carrier.PressAsync(talks, "6");
        Assert.Equal(["joined", "dtmf"], await HeardAsync(listens));
    }

    [Fact]
    public async Task Twenty_members_are_the_most()
    {
        var room = await OpenAsync();
        for (var i = 0; i < 20; i++)
        {
            await JoinAsync(room, await RingAsync());
        }

        var refused = await _carrier.ErrorAsync($"conferences/{room}/members", new { callId = await RingAsync() });
        Assert.Equal((403, "limit", "conference-max-members"), (refused.Status, refused.Category, refused.Code));
    }

    [Fact]
    public async Task An_outbound_call_joins_only_the_conference_it_was_created_for()
    {
        var (room, other) = (await OpenAsync(), await OpenAsync());
        var call = await _carrier.DialAsync("+15557000", new { conferenceId = room });
        Assert.Equal((403, "call-invalid-state"), Short(await _carrier.ErrorAsync($"conferences/{room}/members", new { callId = call })));
        _carrier.Clock.Advance(2);
        await _carrier.App.EventsUntilAsync(call, "answer");
        Assert.Equal((403, "invalid-call-conference-id"), Short(await _carrier.ErrorAsync($"conferences/{other}/members", new { callId = call })));
        await JoinAsync(room, call);
        Assert.Equal(room, (string?)(await _carrier.GetAsync($"calls/{call}"))["conferenceId"]);
        Assert.Equal(call, (string?)Assert.Single((await _carrier.GetAsync($"calls?conferenceId={room}")).AsArray())!["id"]);
    }

    [Fact]
    public async Task Wrong_requests_are_refused()
    {
        Assert.Equal((400, "missing-property"), Short(await _carrier.ErrorAsync("conferences", new { })));
        Assert.Equal((401, "number-access-denied"), Short(await _carrier.ErrorAsync("conferences", new { from = "+15559999" })));
        Assert.Equal((404, "conference-not-found"), Short(await _carrier.ErrorAsync("conferences/conf-x", new { mute = true })));
        Assert.Equal((404, "conference-not-found"), Short(await _carrier.ErrorAsync("calls", new { from = Carrier.AppNumber, to = "+15557000", conferenceId = "conf-x" })));
        var room = await OpenAsync();
        Assert.Equal((403, "call-id-not-found"), Short(await _carrier.ErrorAsync($"conferences/{room}/members", new { callId = "c-x" })));
        Assert.Equal((404, "conference-member-not-found"), Short(await _carrier.ErrorAsync($"conferences/{room}/members/member-x", new { mute = true })));
        Assert.Equal((400, "validation-error"), Short(await _carrier.ErrorAsync($"conferences/{room}", new { state = "active" })));
    }

    [Fact]
    public async Task The_phones_side_shows_who_is_in_the_room()
    {
        var room = await OpenAsync();
        var call = await RingAsync();
        await JoinAsync(room, call);
        var shown = Assert.Single((await _carrier.LookAsync("conferences"))["items"]!.AsArray())!;
        Assert.Equal((room, call, Carrier.Caller), ((string?)shown["id"], (string?)shown["members"]![0]!["callId"], (string?)shown["members"]![0]!["number"]));
        Assert.Equal(room, (string?)(await _carrier.LookAsync($"calls/{call}"))["conferenceId"]);
    }

    private static (int, string?) Short((int Status, string? Category, string? Code, string? Message) error) => (error.Status, error.Code);

    private async Task<string> OpenAsync(object? more = null)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        body["from"] = Carrier.AppNumber;
        body["callbackUrl"] = $"{_carrier.App.Url}/conf";
        return await _carrier.CreateAsync("conferences", body);
    }

    private async Task<string> RingAsync()
    {
        var call = await _carrier.RingAsync();
        await _carrier.App.EventsUntilAsync(call, "answer");
        return call;
    }

    private Task<string> JoinAsync(string room, string callId, object? more = null)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        body["callId"] = callId;
        return _carrier.CreateAsync($"conferences/{room}/members", body);
    }

    private async Task<string?> StateAsync(string room) => (string?)(await _carrier.GetAsync($"conferences/{room}"))["state"];

    private async Task<string> CallOfAsync(string room, string member) =>
        new Uri((string)(await _carrier.GetAsync($"conferences/{room}/members/{member}"))["call"]!).Segments[^1];

    private async Task<IReadOnlyList<string>> HeardAsync(string call) => [.. (await SoundsAsync(call)).Select(sound => sound.Split(' ')[0])];

    private async Task<IReadOnlyList<string>> SoundsAsync(string call) =>
        [.. (await _carrier.LookAsync($"calls/{call}"))["heard"]!.AsArray().Select(sound => $"{sound!["kind"]} {sound["text"]}")];
}
