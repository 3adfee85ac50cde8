namespace CallGrains.Flows.Tests.Scripts;

/// <summary>
/// For ever is for ever: an infinite timeout is none, and a delay that never ends is refused where it is asked for.
/// </summary>
public class TimeoutTests
{
    public static TheoryData<string> Endless => ["infinite", "greatest"];

    [Theory, MemberData(nameof(Endless))]
    public void A_signal_is_waited_for_without_limit(string which) => World.Run(async w =>
    {
        SignalResult<int>? got = null;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            got = await call.ReceiveSignalAsync<int>("go", Time(which));
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Passes(TimeSpan.FromHours(3));
        Assert.Null(got);
        await w.Process.Router.SendAsync(call.Address, new Signal("1", "go", System.Text.Json.JsonSerializer.SerializeToElement(7)));
        await w.Ended(call);

        Assert.Equal(new SignalResult<int>(true, 7), got);
    });

    [Fact]
    public void A_signal_that_does_not_come_is_no_zero() => World.Run(async w =>
    {
        SignalResult<int>? got = null;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            got = await call.ReceiveSignalAsync<int>("place", TimeSpan.FromSeconds(10));
        };
        await w.StartAsync();
        await w.Ended(w.Carrier.Dials());

        Assert.False(got!.Came);
    });

    [Theory, MemberData(nameof(Endless))]
    public void A_delay_without_end_is_refused_and_says_what_to_write(string which) => World.Run(async w =>
    {
        ArgumentOutOfRangeException? error = null;
        w.Script = async call => error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => call.DelayAsync(Time(which)));
        await w.StartAsync();
        await w.Ended(w.Carrier.Dials());

        Assert.Contains("call.EndedAsync()", error!.Message, StringComparison.Ordinal);
    });

    [Theory, MemberData(nameof(Endless))]
    public void A_receipt_is_waited_for_without_limit(string which) => World.Run(async w =>
    {
        SendResult? sent = null;
        w.Script = async call => sent = await call.SendAsync("+15550188", "Hello.", patience: Time(which));
        await w.StartAsync();
        await w.Ended(w.Carrier.Dials());

        Assert.True(sent!.IsDelivered);
    });

    private static TimeSpan Time(string which) => which == "infinite" ? Timeout.InfiniteTimeSpan : TimeSpan.MaxValue;
}
