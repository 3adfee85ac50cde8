using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class DeterminismTests
{
    [Fact]
    public async Task The_same_seed_gives_the_same_ladder_faults_and_all()
    {
        var (one, again, other) = (await LadderAsync(5), await LadderAsync(5), await LadderAsync(6));

        Assert.Equal(one, again);
        Assert.NotEqual(one, other);
        Assert.Contains(one, line => line.Contains("fault", StringComparison.Ordinal));
        Assert.True(one.Count > 40, $"{one.Count} lines");
    }

    /// <summary>
    /// Three calls, a conference, a message, with faults by chance; call by call what was asked, answered and told.
    /// </summary>
    private static async Task<List<string>> LadderAsync(int seed)
    {
        await using var carrier = await Carrier.StartAsync(seed);
        await carrier.BindAsync();
        foreach (var kind in new[] { "drop", "duplicate", "delay" }) await carrier.PhoneAsync("faults", new { fault = kind, @event = "dtmf", probability = 0.3, seconds = 0.5 });
        var room = await carrier.CreateAsync("conferences", new { from = Carrier.AppNumber, callbackUrl = $"{carrier.App.Url}/room" });
        var calls = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var call = await carrier.RingAsync($"+1555010{i}");
            calls.Add(call);
            await carrier.CreateAsync($"calls/{call}/gather", new { maxDigits = 4, prompt = new { sentence = "Your number, please." } });
            carrier.Clock.Advance(0.7);
            await carrier.PressAsync(call, "31*4159");
            await carrier.CreateAsync($"conferences/{room}/members", new { callId = call });
        }

        await carrier.CreateAsync("messages", new { from = Carrier.AppNumber, to = "+15557000", text = "Hi", callbackUrl = $"{carrier.App.Url}/sms", receiptRequested = "all" });
        carrier.Clock.Advance(2);
        await carrier.OkAsync($"conferences/{room}", new { state = "completed" });
        foreach (var call in calls) await carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING");
        return await ReadAsync(carrier);
    }

    /// <summary>
    /// Callbacks of different calls go out side by side, so only each call's own order counts; the port and what the
    /// network took are the machine's.
    /// </summary>
    private static async Task<List<string>> ReadAsync(Carrier carrier)
    {
        var callbacks = await Carrier.UntilAsync(() => ItemsAsync(carrier, "callbacks"), Settled);
        var requests = await ItemsAsync(carrier, "requests");
        return
        [
            .. requests.Select(entry => Text(carrier, entry, "method", "path", "body", "status", "at", "fault")),
            .. callbacks.OrderBy(entry => (string)entry["subject"]!, StringComparer.Ordinal).Select(entry => Text(carrier, entry, "subject", "url", "body", "status", "fault")),
        ];
    }

    private static bool Settled(List<JsonNode> entries) =>
        entries.Count(entry => (string?)entry["eventType"] == "hangup") == 3
        && entries.Any(entry => ((string?)entry["body"])!.Contains("\"delivered\"", StringComparison.Ordinal))
        && entries.Any(entry => ((string?)entry["body"])!.Contains("completedTime", StringComparison.Ordinal));

    private static async Task<List<JsonNode>> ItemsAsync(Carrier carrier, string what) =>
        [.. (await carrier.LookAsync(what))["items"]!.AsArray().Select(entry => entry!)];

    private static string Text(Carrier carrier, JsonNode entry, params string[] fields) =>
        string.Join(' ', fields.Where(field => entry[field] is not null).Select(field => $"{field}={entry[field]}"))
            .Replace(carrier.App.Authority, "APP", StringComparison.Ordinal).Replace(carrier.Url.Authority, "CARRIER", StringComparison.Ordinal);
}
