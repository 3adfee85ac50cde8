using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests.Telnyx;

/// <summary>
/// What the real carrier was seen to send (the fixtures named <c>observed</c>), and what the simulated one sends: the
/// same events in the same order, with the same fields of the same kinds.
/// </summary>
public sealed class ObservedTests : IAsyncLifetime
{
    private static readonly string Fixtures = Path.Combine(Repository.Root, "tests", "CallGrains.Telnyx.Tests", "Fixtures");

    /// <summary>Of the caller's network or of the account, and not in every event of the real carrier.</summary>
    private static readonly string[] OfOthers = ["custom_headers", "telnyx_error"];

    private TelnyxAccount _account = null!;

    public async ValueTask InitializeAsync() => _account = await TelnyxAccount.StartAsync();

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task A_call_that_is_answered_spoken_to_and_hung_up_by_its_caller()
    {
        var call = await _account.AnsweredAsync();
        await _account.ActAsync(call, "speak", new { payload = "Hello.", voice = "AWS.Polly.Joanna" });
        _account.Clock.Advance(1);
        await _account.EventsUntilAsync(call, "call.speak.ended completed");
        await _account.PhoneAsync($"calls/{call}/hangup");
        await _account.EventsUntilAsync(call, "call.hangup normal_clearing");

        var observed = await ReadAsync("call.initiated.observed-inbound-pstn", "call.answered.observed-inbound-pstn", "call.speak.started.observed", "call.speak.ended.observed-completed", "call.hangup.observed-caller-normal-clearing");
        Same(observed, Sent(call));
        Assert.Equal("caller", (string?)_account.Payload(call, "call.hangup")["hangup_source"]);
    }

    [Fact]
    public async Task A_call_whose_caller_gives_up()
    {
        var call = await _account.RingAsync();
        await _account.PhoneAsync($"calls/{call}/hangup");
        await _account.EventsUntilAsync(call, "call.hangup originator_cancel");

        var observed = (await ReadAsync("call.hangup.observed-originator-cancel"))[0]["payload"]!;
        var sent = _account.Payload(call, "call.hangup");
        Assert.Equal(
            (observed["hangup_cause"]!.ToString(), observed["hangup_source"]!.ToString(), observed["sip_hangup_cause"]!.ToString()),
            (sent["hangup_cause"]!.ToString(), sent["hangup_source"]!.ToString(), sent["sip_hangup_cause"]!.ToString()));
        Assert.Equal(["call.initiated", "call.hangup originator_cancel"], _account.Events(call));
    }

    [Fact]
    public async Task A_leg_that_is_called_bridged_and_ended()
    {
        var call = await _account.AnsweredAsync();
        await _account.ActAsync(call, "transfer", new { to = TelnyxAccount.Colleague });
        var leg = await _account.LegToAsync(TelnyxAccount.Colleague);
        _account.Clock.Advance(2);
        await _account.EventsUntilAsync(leg, "call.bridged");
        await _account.PhoneAsync($"calls/{call}/hangup");
        await _account.EventsUntilAsync(leg, "call.hangup normal_clearing");

        // The log that was seen has no answered event of this leg; the other one has.
        var sent = Sent(leg).Where(data => (string?)data["event_type"] != "call.answered").ToList();
        Same(await ReadAsync("call.initiated.observed-outgoing-bridging", "call.bridged.observed", "call.hangup.observed-normal-clearing-sip-503"), sent);
        Assert.Equal("caller", (string?)_account.Payload(leg, "call.hangup")["hangup_source"]);
    }

    [Fact]
    public async Task A_recording_that_is_saved()
    {
        var call = await _account.AnsweredAsync();
        await _account.ActAsync(call, "record_start", new { format = "wav", channels = "single" });
        await _account.ActAsync(call, "record_stop");
        _account.Clock.Advance(1);
        await _account.EventsUntilAsync(call, "call.recording.saved");
        Assert.Equal(KeysOf((await ReadAsync("call.recording.saved.observed-keys"))[0]), KeysOf(Sent(call)[^1]).Where(name => name != "client_state"));
    }

    [Fact]
    public async Task A_conference_that_is_made()
    {
        var call = await _account.AnsweredAsync();
        await _account.PostAsync("conferences", new { call_control_id = call, name = "den", client_state = "N2Y1NDAyOGE=" });
        await _account.EventsUntilAsync(call, "conference.participant.joined");
        Same(await ReadAsync("conference.created.observed-2020"), [.. Sent(call).Where(data => (string?)data["event_type"] == "conference.created")]);

        // The last leg hangs up: in this order it was seen.
        await _account.PhoneAsync($"calls/{call}/hangup");
        await _account.EventsUntilAsync(call, "conference.ended");
        Assert.Equal(["call.hangup", "conference.participant.left", "conference.ended"], Sent(call).TakeLast(3).Select(data => (string?)data["event_type"]));
    }

    private List<JsonObject> Sent(string call) => [.. _account.App.All().Select(TelnyxAccount.Data).Where(data => (string?)data["payload"]!["call_control_id"] == call)];

    private static async Task<List<JsonObject>> ReadAsync(params string[] names)
    {
        var read = new List<JsonObject>();
        foreach (var name in names)
        {
            read.Add(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Fixtures, name + ".json")))!["data"]!.AsObject());
        }

        return read;
    }

    private static void Same(List<JsonObject> observed, List<JsonObject> sent)
    {
        Assert.Equal(observed.Select(data => (string?)data["event_type"]), sent.Select(data => (string?)data["event_type"]));
        foreach (var (seen, ours) in observed.Zip(sent))
        {
            Assert.Equal(seen.Select(field => field.Key).Order(), ours.Select(field => field.Key).Order());
            Assert.Equal(KeysOf(seen), KeysOf(ours));
            Assert.All(KeysOf(seen), name => Assert.Equal(KindOf(seen["payload"]![name]), KindOf(ours["payload"]![name])));
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", (string?)ours["occurred_at"]);
        }
    }

    private static IEnumerable<string> KeysOf(JsonObject data) => data["payload"]!.AsObject().Select(field => field.Key).Where(name => !OfOthers.Contains(name)).Order();

    private static string KindOf(JsonNode? node) => node?.GetValueKind().ToString() ?? "Null";
}
