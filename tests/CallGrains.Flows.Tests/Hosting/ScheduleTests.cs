using System.Text.Json;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>Calls that are placed later.</summary>
public class ScheduleTests
{
    private static readonly FlowAddress Address = FlowAddress.Call("o-later");
    private static readonly TimeSpan Later = TimeSpan.FromHours(20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_call_is_placed_at_its_time_also_after_a_crash(bool crashes) => World.Run(async w =>
    {
        var times = new List<DateTimeOffset>();
        w.Script = async call =>
        {
            times.Add(call.Now);
            await call.AnswerAsync();
            await call.SpeakAsync($"Hello {call.Args!.Value}.");
        };
        await w.StartAsync();
        var due = await ScheduleAsync(w);
        await w.Passes(TimeSpan.FromHours(5));
        Assert.Equal((0, GrainState.Live, due), (w.Carrier.Requests.Count, w.Summary(Address).State, w.Summary(Address).WakeAt));
        if (crashes)
        {
            await w.CrashAsync();
        }

        await w.Ended(Address);

        Assert.Equal(["call +15550001", "speak Hello Ada.", "hangup"], w.Carrier.Effects);
        Assert.Equal(due, times[0]);
        Replay.Of(w, Address);
    });

    [Fact]
    public void It_costs_no_memory_and_no_question_to_the_carrier_until_then() => World.Run(async w =>
    {
        w.Script = call => call.AnswerAsync();
        await w.StartAsync();
        await ScheduleAsync(w);
        await w.Passes(TimeSpan.FromHours(10));

        Assert.Equal(0, w.Process.ActiveCount);
        Assert.Equal(2, w.Summary(Address).Sequence);
        await w.Ended(Address);
        Assert.Equal(["call +15550001", "hangup"], w.Carrier.Effects);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_can_be_called_off(bool terminates) => World.Run(async w =>
    {
        var ran = false;
        w.Script = _ => Task.FromResult(ran = true);
        await w.StartAsync();
        await ScheduleAsync(w);
        await w.Passes(TimeSpan.FromHours(1));

        var receipt = await w.Process.Router.SendAsync(Address, terminates ? new Signal("t", SignalNames.Terminate, null) : new HangUpRequest());
        await w.CrashAsync();
        await w.Passes(TimeSpan.FromDays(2));

        Assert.Equal(Disposition.Accepted, receipt.Disposition);
        Assert.False(ran);
        Assert.Empty(w.Carrier.Requests);
        Assert.Equal((GrainState.Ended, "CANCELLED", (DateTimeOffset?)null), (w.Summary(Address).State, w.Summary(Address).Cause, w.Summary(Address).WakeAt));
        Assert.Equal(Disposition.Late, (await w.Process.Router.SendAsync(Address, new HangUpRequest())).Disposition);
        Assert.Equal(Disposition.Late, (await w.Process.Router.SendAsync(Address, new Signal("s", "go", null))).Disposition);
    });

    [Fact]
    public void A_signal_that_comes_before_its_time_waits_for_the_flow() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.SpeakAsync($"{await call.WaitForSignalAsync<string>("word")}");
        };
        await w.StartAsync();
        await ScheduleAsync(w);
        await w.Passes(TimeSpan.FromHours(1));
        await w.Process.Router.SendAsync(Address, new Signal("1", "word", JsonSerializer.SerializeToElement("Soon.")));
        await w.CrashAsync();
        Assert.Empty(w.Carrier.Requests);
        await w.Ended(Address);

        Assert.Equal(["call +15550001", "speak Soon.", "hangup"], w.Carrier.Effects);
        Replay.Of(w, Address);
    });

    [Fact]
    public void Twice_is_once_and_a_time_that_has_passed_is_now() => World.Run(async w =>
    {
        w.Script = call => call.AnswerAsync();
        await w.StartAsync();
        await ScheduleAsync(w);
        var again = await w.Process.Router.SendAsync(Address, Start(w.Time.GetUtcNow() + Later));
        var past = FlowAddress.Call("o-past");
        await w.Process.Router.SendAsync(past, Start(w.Time.GetUtcNow() - Later));
        await w.Ended(past);

        Assert.Equal(Disposition.Duplicate, again.Disposition);
        Assert.Single(w.Carrier.Requests, r => r.Command is CreateCallCommand);
    });

    private static StartCall Start(DateTimeOffset at) => new("script", "+15550100", "+15550001", JsonSerializer.SerializeToElement("Ada")) { At = at };

    private static async Task<DateTimeOffset> ScheduleAsync(World w)
    {
        var due = w.Time.GetUtcNow() + Later;
        var receipt = await w.Process.Router.SendAsync(Address, Start(due));
        Assert.Equal(Disposition.Accepted, receipt.Disposition);
        return due;
    }
}
