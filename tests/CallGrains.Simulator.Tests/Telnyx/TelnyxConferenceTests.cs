using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests.Telnyx;

/// <summary>Conferences as Telnyx has them: made from a leg, over with the last one.</summary>
public sealed class TelnyxConferenceTests : IAsyncLifetime
{
    private TelnyxAccount _account = null!;

    public async ValueTask InitializeAsync() => _account = await TelnyxAccount.StartAsync();

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task Who_is_in_it_hears_what_is_said_unless_on_hold()
    {
        var (one, two, room) = await RoomAsync();
        await ActAsync(room, "hold", new { call_control_ids = new[] { two } });
        await SpeakAsync(room, "One.");
        _account.Clock.Advance(1);
        await ActAsync(room, "unhold", new { call_control_ids = new[] { two } });
        await SpeakAsync(room, "Two.");
        await SpeakAsync(room, "Three.", one);
        _account.Clock.Advance(1);
        await _account.EventsUntilAsync(one, "conference.participant.speak.ended");
        Assert.Equal(["One.", "Two.", "Three."], await HeardAsync(one));
        Assert.Equal(["Two."], await HeardAsync(two));

        // The owner's client state, whoever it is about.
        var told = _account.Payload(two, "conference.participant.joined");
        Assert.Equal("cm9vbQ==", (string?)told["client_state"]);
        Assert.Equal(room, (string?)told["conference_id"]);
    }

    [Fact]
    public async Task One_that_leaves_is_parked_and_may_come_back()
    {
        var (one, two, room) = await RoomAsync();
        await ActAsync(room, "leave", new { call_control_id = two });
        await ActAsync(room, "leave", new { call_control_id = two });
        await _account.EventsUntilAsync(two, "conference.participant.left");
        await ActAsync(room, "join", new { call_control_id = two });
        await _account.App.UntilAsync(_ => _account.Events(two).Count(e => e == "conference.participant.joined") == 2, () => "a second stay");
        Assert.Single(_account.Events(two), e => e == "conference.participant.left");
        var members = (await _account.GetAsync($"conferences/{room}/participants"))["data"]!.AsArray();
        Assert.Equal([(one, "joined"), (two, "left"), (two, "joined")], members.Select(m => ((string)m!["call_control_id"]!, (string)m["status"]!)));
    }

    [Fact]
    public async Task It_ends_when_its_host_leaves_and_the_rest_is_hung_up()
    {
        var (one, two, room) = await RoomAsync(isHost: true);
        await _account.PhoneAsync($"calls/{two}/hangup");
        _account.Clock.Advance(0.1);
        await _account.EventsUntilAsync(one, "call.hangup normal_clearing");
        Assert.Equal("host_left", (string?)_account.Payload(one, "conference.ended")["reason"]);
        Assert.Equal("host_left", (string?)(await _account.GetAsync($"conferences/{room}"))["data"]!["end_reason"]);
        Assert.Equal((422, "90019", null), await _account.RefusedAsync($"conferences/{room}/actions/end"));
    }

    [Fact]
    public async Task What_is_wrong_is_refused()
    {
        var (one, two, room) = await RoomAsync();
        var ringing = await _account.RingAsync();
        Assert.Equal((422, "90033", null), await _account.RefusedAsync("conferences", new { call_control_id = two, name = "den" }));
        Assert.Equal((422, "90034", null), await _account.RefusedAsync("conferences", new { call_control_id = ringing, name = "other" }));
        Assert.Equal((422, "90034", null), await _account.RefusedAsync($"conferences/{room}/actions/join", new { call_control_id = ringing }));
        Assert.Equal((422, "90044", null), await _account.RefusedAsync($"conferences/{room}/actions/join", new { call_control_id = one }));
        Assert.Equal((422, "90015", "/call_control_id"), await _account.RefusedAsync($"conferences/{room}/actions/join", new { call_control_id = "v3:nobody" }));
        Assert.Equal((422, "10004", "/call_control_ids"), await _account.RefusedAsync($"conferences/{room}/actions/unhold"));
        Assert.Equal((404, "90058", null), await _account.RefusedAsync("conferences/none/actions/end"));
        await ActAsync(room, "leave", new { call_control_id = one });
        await ActAsync(room, "leave", new { call_control_id = two });
        var small = (string)(await _account.PostAsync("conferences", new { call_control_id = one, name = "small", max_participants = 2 }))["id"]!;
        await ActAsync(small, "join", new { call_control_id = two });
        Assert.Equal((422, "90032", null), await _account.RefusedAsync($"conferences/{small}/actions/join", new { call_control_id = await _account.AnsweredAsync() }));
    }

    private async Task<(string One, string Two, string Room)> RoomAsync(bool isHost = false)
    {
        var (one, two) = (await _account.AnsweredAsync(), await _account.AnsweredAsync());
        var room = (string)(await _account.PostAsync("conferences", new { call_control_id = one, name = "den", client_state = "cm9vbQ==" }))["id"]!;
        await ActAsync(room, "join", new { call_control_id = two, end_conference_on_exit = isHost });
        await _account.EventsUntilAsync(two, "conference.participant.joined");
        return (one, two, room);
    }

    private Task<JsonNode> ActAsync(string room, string verb, object? body = null) => _account.PostAsync($"conferences/{room}/actions/{verb}", body);

    private Task<JsonNode> SpeakAsync(string room, string text, params string[] calls) => ActAsync(room, "speak", new { payload = text, voice = "AWS.Polly.Joanna", call_control_ids = calls });

    private async Task<IReadOnlyList<string>> HeardAsync(string call) =>
        [.. (await _account.LookAsync($"calls/{call}"))["heard"]!.AsArray().Where(sound => (string?)sound!["kind"] == "speak").Select(sound => (string)sound!["text"]!)];
}
