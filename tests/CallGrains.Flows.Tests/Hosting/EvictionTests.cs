namespace CallGrains.Flows.Tests.Hosting;

/// <summary>Idle grains are put away and brought back by whatever concerns them.</summary>
public class EvictionTests
{
    [Fact]
    public void An_ended_grain_leaves_memory_at_the_next_sweep() => World.Run(async w =>
    {
        w.Script = call => call.AnswerAsync();
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Ended(call);
        var ended = w.Time.GetUtcNow();
        await w.Until(() => w.Process.ActiveCount == 0, "it is put away");

        Assert.True(w.Time.GetUtcNow() - ended <= TimeSpan.FromSeconds(6));
    });

    [Fact]
    public void An_idle_grain_is_put_away_and_brought_back_by_a_callback() => Idle(async (w, call) =>
    {
        call.Press("5");
        await w.Until(() => w.Carrier.Acknowledged[^1].Event["eventType"]!.ToString() == "dtmf", "the key");

        Assert.Equal(1, w.Process.ActiveCount);
        call.HangUp();
        await w.Ended(call);
    });

    [Fact]
    public void An_idle_grain_is_put_away_and_brought_back_by_a_signal() => Idle(async (w, call) =>
    {
        await w.Process.Router.SendAsync(call.Address, new Signal("1", "go", null));
        await w.Ended(call);

        Assert.Equal(["answer", "speak Go.", "hangup"], w.Carrier.Effects);
    });

    [Fact]
    public void An_idle_grain_is_brought_back_for_its_timer_and_on_time() => Idle(async (w, call) =>
    {
        var due = w.Summary(call.Address).CreatedAt + TimeSpan.FromHours(2);
        await w.Until(() => w.Carrier.Got<SpeakCommand>(), "the timer");

        Assert.Equal(due, w.Time.GetUtcNow());
    });

    [Fact]
    public void A_grain_is_not_put_away_while_a_step_runs() => World.Run(async w =>
    {
        var release = new TaskCompletionSource<int>();
        w.Script = call => call.StepAsync("long", () => release.Task, TimeSpan.FromHours(1));
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Passes(TimeSpan.FromMinutes(20));

        Assert.Equal(1, w.Process.ActiveCount);
        release.SetResult(1);
        await w.Ended(call);
        Assert.Single(w.Journal(call.Address).OfType<StepEntry>());
    });

    [Fact]
    public void A_host_that_is_disposed_finishes_what_it_writes_and_sends_no_more() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.DelayAsync(TimeSpan.FromMinutes(1));
            await call.SpeakAsync("Still here.");
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Settles();

        await w.Process.Host.DisposeAsync();
        await w.Passes(TimeSpan.FromMinutes(10));
        Assert.Equal(["answer"], w.Carrier.Effects);
        var stopping = await Assert.ThrowsAsync<OverloadedException>(() => w.Process.Router.SendAsync(call.Address, new HangUpRequest()));
        Assert.Equal("This process is stopping.", stopping.Message);

        await w.StartAsync();
        await w.Ended(call);
        Assert.Equal(["answer", "speak Still here.", "hangup"], w.Carrier.Effects);
    });

    [Fact]
    public void Recovery_brings_every_live_call_back_and_says_how_many() => World.Run(async w =>
    {
        w.Script = call => call.DelayAsync(TimeSpan.FromMinutes(1));
        await w.StartAsync();
        var calls = Enumerable.Range(0, 30).Select(_ => w.Carrier.Dials()).ToList();
        await w.Settles();

        w.Process.Die();
        var process = w.NewProcess();
        Assert.False(process.Host.IsRecovered);
        Assert.Equal(30, await process.Host.RecoverAsync());

        Assert.True(process.Host.IsRecovered);
        Assert.Equal(30, process.Host.ActiveCount);
        w.Route = _ => process;
        await Task.WhenAll(calls.Select(w.Ended));
    });

    /// <summary>A call that waits for two hours, or for a signal, and is put away.</summary>
    private static void Idle(Func<World, FakeCall, Task> test) => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.WaitForSignalAsync<string>("go", TimeSpan.FromHours(2));
            await call.SpeakAsync("Go.");
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Until(() => call.State == "active" && w.Process.ActiveCount == 1, "the call waits");
        await w.Until(() => w.Process.ActiveCount == 0, "it is put away");
        await test(w, call);
    });
}
