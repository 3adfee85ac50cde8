using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests.Corners;

public sealed class VariantTests
{
    [Fact]
    public async Task Without_a_switch_the_documented_forms_are_played()
    {
        await using var carrier = await PlayAsync();
        var (gather, data, time, speak) = await SeeAsync(carrier);
        Assert.Equal(("started", "\"start\"", 24, true), (gather, data, time, speak));
    }

    [Fact]
    public async Task Each_switch_plays_the_other_form()
    {
        await using var carrier = await PlayAsync("gather-created", "event-data-object", "short-times", "speak-without-state", "hangup-without-state", "offset-times");
        var (gather, data, time, speak) = await SeeAsync(carrier);
        Assert.Equal(("created", """{"value":"start"}""", 20, false), (gather, data, time, speak));
        var room = await carrier.CreateAsync("conferences", new { from = Carrier.AppNumber, callbackUrl = $"{carrier.App.Url}/room" });
        await carrier.App.AboutUntilAsync("conferenceId", room, "conference created");
        Assert.Equal("2026-01-02T01:04:05.000-02:00", carrier.App.All()[^1]["createdTime"]);
        Assert.Equal("2026-01-02T01:04:05-02", (string?)(await carrier.GetAsync($"conferences/{room}"))["createdTime"]);
    }

    [Fact]
    public async Task An_unknown_switch_is_named_with_those_there_are()
    {
        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => SimulatorServer.StartAsync(new SimulatorOptions { Port = 0, Variants = ["other"] }));
        Assert.Contains("--variant is other; use one of: gather-created, ", wrong.Message, StringComparison.Ordinal);
    }

    private static Task<Carrier> PlayAsync(params string[] variants) => Carrier.StartAsync(change: options => options with { Variants = variants });

    private static async Task<(string?, string?, int, bool)> SeeAsync(Carrier carrier)
    {
        await carrier.BindAsync();
        var call = await carrier.RingAsync();
        await carrier.App.EventsUntilAsync(call, "answer");
        var gather = await carrier.CreateAsync($"calls/{call}/gather", new { prompt = new { sentence = "Yes?" } });
        await carrier.App.EventsUntilAsync(call, "speak started");
        var speak = carrier.App.All()[^1];
        var events = (await carrier.GetAsync($"calls/{call}/events")).AsArray();
        var data = events.Single(entry => (string?)entry!["name"] == "playback")!["data"]!.ToJsonString();
        return ((string?)(await carrier.GetAsync($"calls/{call}/gather/{gather}"))["state"], data, ((string)events[0]!["time"]!).Length, speak["state"] is not null);
    }
}
