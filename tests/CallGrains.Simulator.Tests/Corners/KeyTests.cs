using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests.Corners;

public sealed class KeyTests
{
    [Fact]
    public async Task Keys_of_one_request_are_pressed_a_tenth_of_a_second_apart()
    {
        await using var carrier = await StartAsync(100);
        var call = await AnsweredAsync(carrier);
        await carrier.PressAsync(call, "12");
        await carrier.PressAsync(call, "3");
        carrier.Clock.Advance(0.15);
        Assert.Equal(2, (await PressedAsync(carrier, call)).Count);
        carrier.Clock.Advance(1);
        Assert.Equal(["1 05.000", "2 05.100", "3 05.200"], await PressedAsync(carrier, call));
        Assert.Equal(["incomingcall", "answer", "dtmf 1", "dtmf 2", "dtmf 3"], await carrier.App.EventsUntilAsync(call, "dtmf 3"));

        await carrier.PressAsync(call, "45");
        await carrier.PhoneAsync($"calls/{call}/hangup");
        carrier.Clock.Advance(1);
        Assert.Equal(4, (await PressedAsync(carrier, call)).Count);
    }

    [Fact]
    public async Task The_gap_is_set_and_keys_to_another_application_have_it_too()
    {
        await using var carrier = await StartAsync(250);
        await carrier.BindAsync(number: "+15550101");
        var leg = await carrier.DialAsync("+15550101");
        await carrier.App.EventsUntilAsync(leg, "answer");
        await carrier.OkAsync($"calls/{leg}/dtmf", new { dtmfOut = "12,3" });
        carrier.Clock.Advance(5);
        var far = (string)(await carrier.LookAsync($"calls/{leg}"))["farCallId"]!;
        await carrier.App.EventsUntilAsync(far, "dtmf 3");
        Assert.Equal(["1 05.000", "2 05.250", "3 06.000"], await PressedAsync(carrier, far));
    }

    private static Task<Carrier> StartAsync(int milliseconds) => Carrier.StartAsync(change: options => options with { KeyGap = TimeSpan.FromMilliseconds(milliseconds) });

    private static async Task<string> AnsweredAsync(Carrier carrier)
    {
        await carrier.BindAsync();
        var call = await carrier.RingAsync();
        await carrier.App.EventsUntilAsync(call, "answer");
        return call;
    }

    private static async Task<List<string>> PressedAsync(Carrier carrier, string call) =>
        [.. (await carrier.LookAsync($"calls/{call}"))["pressed"]!.AsArray().Select(key => $"{key!["text"]} {((string)key["at"]!)[17..^1]}")];
}
