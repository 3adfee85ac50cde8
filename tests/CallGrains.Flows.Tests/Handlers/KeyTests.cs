using CallGrains.Testing;

namespace CallGrains.Flows.Tests.Handlers;

/// <summary>
/// Each key that is pressed reaches the flow, and a callback that is repeated presses none (docs/decisions/0110).
/// </summary>
public class KeyTests
{
    private const string WholeSecond = "2016-09-14T18:20:17Z";
    private const string Millisecond = "2016-09-14T18:20:17.123Z";

    [Fact]
    public async Task Keys_that_are_pressed_at_once_all_count()
    {
        await using var phone = await FlowTest.Start<KeyFlow>();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1155");
        await caller.Hears("Keys: 1155");
    }

    [Theory]
    [InlineData("1100", WholeSecond, 0, "1100")]
    [InlineData("1100", WholeSecond, 400, "1100")]
    [InlineData("11", WholeSecond, 1600, "1")]
    [InlineData("11", Millisecond, 0, "1")]
    [InlineData("11", Millisecond, 400, "1")]
    [InlineData("1212", Millisecond, 0, "12")]
    public void A_coarse_clock_loses_none_and_a_repetition_counts_once(string keys, string stamp, int milliseconds, string expected) => World.Run(async world =>
    {
        await world.StartAsync(typeof(KeyFlow));
        var call = world.Carrier.Dials("keys");
        await world.Until(() => call.ActiveTime is not null, "answered");
        foreach (var key in keys)
        {
            await world.SendAsync(call.Address, $$"""{"eventType":"dtmf","callId":"{{call.Id}}","dtmfDigit":"{{key}}","time":"{{stamp}}"}""", flow: null);
            await world.Passes(TimeSpan.FromMilliseconds(milliseconds));
        }

        await world.Until(() => call.Heard.Count > 0, "told");
        Assert.Equal($"Keys: {expected}", call.Heard[0].What);
    });

    [Fact]
    public void How_long_a_key_was_held_tells_two_apart() => World.Run(async world =>
    {
        await world.StartAsync(typeof(KeyFlow));
        var call = world.Carrier.Dials("keys");
        await world.Until(() => call.ActiveTime is not null, "answered");
        foreach (var held in (string[])["1400", "1500", "1500"])
        {
            await world.SendAsync(call.Address, $$"""{"eventType":"dtmf","callId":"{{call.Id}}","dtmfDigit":"7","dtmfDuration":"{{held}}","time":"{{Millisecond}}"}""", flow: null);
        }

        await world.Until(() => call.Heard.Count > 0, "told");
        Assert.Equal("Keys: 77", call.Heard[0].What);
    });

    [Fact]
    public void A_repetition_is_known_after_a_crash_too() => World.Run(async world =>
    {
        await world.StartAsync(typeof(KeyFlow));
        var call = world.Carrier.Dials("keys");
        await world.Until(() => call.ActiveTime is not null, "answered");
        var key = $$"""{"eventType":"dtmf","callId":"{{call.Id}}","dtmfDigit":"9","time":"{{WholeSecond}}"}""";
        await world.SendAsync(call.Address, key, flow: null);
        await world.CrashAsync();
        await world.Passes(TimeSpan.FromSeconds(2));
        await world.SendAsync(call.Address, key, flow: null);
        await world.Until(() => call.Heard.Count > 0, "told");
        Assert.Equal("Keys: 9", call.Heard[0].What);
    });

    [Flow("keys")]
    private sealed class KeyFlow : CallFlow<KeyFlow.Pressed>
    {
        public sealed class Pressed
        {
            public string All { get; set; } = "";
        }

        public override void OnAnswer(AnswerEvent e) => Call.StartTimer("end", TimeSpan.FromSeconds(5));

        public override void OnDtmf(DtmfEvent e) => State.All += e.Digit;

        public override void OnTimer(string name) => Call.Speak("Keys: " + State.All);
    }
}
