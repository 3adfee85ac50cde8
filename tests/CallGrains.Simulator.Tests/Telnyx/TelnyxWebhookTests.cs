using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests.Telnyx;

/// <summary>How Telnyx's webhooks come, and come again.</summary>
public sealed class TelnyxWebhookTests : IAsyncLifetime
{
    private TelnyxAccount _account = null!;

    public async ValueTask InitializeAsync() => _account = await TelnyxAccount.StartAsync(failover: "/failover");

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task An_event_is_tried_three_times_and_three_times_at_the_failover_url()
    {
        _account.App.Answer = _ => Task.FromResult(503);
        await _account.RingAsync();
        await TriesAsync(1);
        foreach (var (pause, count) in new[] { (1, 2), (2, 4), (1, 5), (2, 6) })
        {
            // The pause begins when the answer has come: the carrier's own record of it says when.
            await SettledAsync(count == 4 ? 2 : count - 1);
            _account.Clock.Advance(pause);
            await TriesAsync(count);
        }

        var all = _account.App.All();
        Assert.Equal(["/calls", "/calls", "/calls", "/failover", "/failover", "/failover"], all.Select(entry => entry.Path));
        Assert.Equal([1, 2, 3, 4, 5, 6], all.Select(entry => (int)entry.Fields["meta"]!["attempt"]!));
        Assert.Single(all.Select(entry => (string?)TelnyxAccount.Data(entry)["id"]).Distinct());
    }

    [Fact]
    public async Task A_request_that_is_called_wrong_is_not_repeated_and_later_events_overtake_one_that_is()
    {
        _account.App.Answer = entry => Task.FromResult((string?)TelnyxAccount.Data(entry)["event_type"] == "call.initiated" && (int)entry.Fields["meta"]!["attempt"]! == 1 ? 500 : 200);
        var call = await _account.RingAsync();
        await TriesAsync(1);
        await SettledAsync(1);
        await _account.ActAsync(call, "answer");
        await _account.EventsUntilAsync(call, "call.answered");
        _account.Clock.Advance(1);
        await TriesAsync(3);
        Assert.Equal(["call.initiated", "call.answered", "call.initiated"], _account.Events(call));

        _account.App.Answer = _ => Task.FromResult(404);
        await _account.ActAsync(call, "hangup");
        await _account.EventsUntilAsync(call, "call.hangup normal_clearing");
        await SettledAsync(4);
        _account.Clock.Advance(60);
        Assert.Equal(4, _account.App.All().Count);
    }

    [Fact]
    public async Task A_command_may_send_the_calls_events_elsewhere()
    {
        var call = await _account.RingAsync();
        await _account.ActAsync(call, "answer", new { webhook_url = $"{_account.App.Url}/mine", webhook_urls = new JsonObject { ["call.hangup"] = $"{_account.App.Url}/ends" } });
        await _account.ActAsync(call, "hangup");
        await _account.EventsUntilAsync(call, "call.hangup normal_clearing");
        Assert.Equal(["/calls", "/mine", "/ends"], _account.App.All().Select(entry => entry.Path));
        Assert.Equal((422, "90057", "/webhook_urls"), await _account.RefusedAsync($"calls/{await _account.RingAsync()}/actions/answer", new { webhook_urls = new JsonObject { ["call.rings"] = "http://x" } }));
    }

    [Fact]
    public async Task Faults_strike_by_the_names_of_telnyx()
    {
        await _account.PhoneAsync("faults", new object[] { new { fault = "duplicate", @event = "call.answered" }, new { fault = "late", @event = "call.speak.*" }, new { fault = "error", path = "/calls/*/actions/gather", status = 422 } });
        var call = await _account.AnsweredAsync();
        await _account.ActAsync(call, "speak", new { payload = "One.", voice = "AWS.Polly.Joanna" });
        Assert.Equal((422, "90018", null), await _account.RefusedAsync($"calls/{call}/actions/gather"));
        await _account.ActAsync(call, "hangup");
        _account.Clock.Advance(2);
        await _account.App.UntilAsync(all => all.Count == 6);
        Assert.Equal(["call.answered", "call.answered", "call.hangup normal_clearing", "call.initiated", "call.speak.ended call_hangup", "call.speak.started"], _account.Events(call).Order());
        Assert.Equal("call.speak.ended call_hangup", _account.Events(call)[^1]);
    }

    private Task TriesAsync(int count) => _account.App.UntilAsync(all => all.Count >= count, () => $"{count} tries");

    /// <summary>As many tries have had their answer.</summary>
    private Task<JsonNode> SettledAsync(int count) => Carrier.UntilAsync(() => _account.LookAsync("callbacks"), seen => seen["items"]!.AsArray().Count >= count);
}
