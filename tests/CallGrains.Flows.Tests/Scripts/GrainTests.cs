namespace CallGrains.Flows.Tests.Scripts;

/// <summary>Flows reach each other.</summary>
public class GrainTests
{
    [Fact]
    public void A_signal_reaches_another_call_once_though_everything_crashes() => World.Run(async w =>
    {
        FlowAddress? waiting = null;
        string? got = null;
        var more = 0;
        w.Script = async call =>
        {
            if (waiting is null || waiting == call.Address)
            {
                waiting = call.Address;
                await call.AnswerAsync();
                got = await call.WaitForSignalAsync<string>("news");
                more = await call.WaitForSignalAsync<int>("news", TimeSpan.FromSeconds(5));
                return;
            }

            await call.SignalAsync(waiting.Value, "news", "Hello.");
        };
        w.Restarts = true;
        w.FaultOfEachProcess = (n, _) => n == 7 ? AppendFault.CrashAfter : AppendFault.None;
        await w.StartAsync();
        var one = w.Carrier.Dials();
        await w.Until(() => one.State == "active", "the first waits");
        var other = w.Carrier.Dials();
        await w.Until(() => one.IsOver && other.IsOver, "both have ended");

        Assert.Equal("Hello.", got);
        Assert.Equal(0, more);
        Assert.Single(w.Journal(one.Address).OfType<SignalEntry>());
    });

    [Theory]
    [InlineData("+15550199", true, "NORMAL_CLEARING")]
    [InlineData("+15550190", false, "USER_BUSY")]
    public void A_flow_starts_a_call_and_hears_how_it_ended(string to, bool answered, string cause) => World.Run(async w =>
    {
        CallResult? result = null;
        w.Carrier.Declines["+15550190"] = HangupCause.UserBusy;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            result = await call.StartCallAsync("reminder", to, args: new { what = "dentist" });
        };
        await w.StartAsync(typeof(Reminder));

        var call = w.Carrier.Dials();
        await w.Until(() => call.IsOver, "the call has ended");

        Assert.Equal(new CallResult(answered, cause), result);
        Assert.Equal(answered, w.Carrier.Effects.Contains("speak dentist"));
    });

    [Fact]
    public void A_call_with_a_flow_that_there_is_not_is_not_started() => World.Run(async w =>
    {
        CallResult? result = null;
        w.Script = async call => result = await call.StartCallAsync("nothing", "+15550199");
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => call.IsOver, "the call has ended");

        Assert.Equal(new CallResult(false, "NOT_STARTED"), result);
    });

    [Flow("reminder")]
    private sealed class Reminder : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.SpeakAsync(call.Args!.Value.GetProperty("what").GetString()!);
        }
    }
}
