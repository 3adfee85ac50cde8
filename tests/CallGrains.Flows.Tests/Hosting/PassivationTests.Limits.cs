namespace CallGrains.Flows.Tests.Hosting;

/// <content>When nothing is passivated, and what goes wrong.</content>
public partial class PassivationTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(20);

    [Fact]
    public void Nothing_is_passivated_while_a_step_runs() => World.Run(async w =>
    {
        var release = new TaskCompletionSource<int>();
        w.Script = call => call.StepAsync("long", () => release.Task, TimeSpan.FromHours(1));
        await StartAsync(w, after: 0);
        var call = w.Carrier.Dials();

        await w.Passes(Long);
        Assert.Equal(0, w.Process.PassivatedCount);

        release.SetResult(1);
        await w.Ended(call);
        Assert.Single(w.Journal(call.Address).OfType<StepEntry>());
    });

    [Fact]
    public void Nothing_is_passivated_while_a_command_is_on_its_way() => World.Run(async w =>
    {
        w.Script = call => call.AnswerAsync();
        w.Carrier.Slowness = () => (Long * 2, TimeSpan.Zero);
        await StartAsync(w, after: 0);
        var call = w.Carrier.Dials();

        await w.Passes(Long);

        Assert.Equal(0, w.Process.PassivatedCount);
        Assert.Equal(1, w.Summary(call.Address).PendingEffects);
    });

    [Fact]
    public void Nothing_is_passivated_while_an_append_is_being_written() => World.Run(async w =>
    {
        w.Script = TwoSignals;
        await StartAsync(w, after: 0);
        var call = w.Carrier.Dials();
        await w.Until(() => call.State == "active", "the answer");
        await PassivatedAsync(w);
        var gate = new TaskCompletionSource();
        w.Process.Journal.Gate = gate.Task;
        var sending = w.Process.Router.SendAsync(call.Address, new Signal("1", "go", null));

        await w.Passes(Long);
        Assert.Equal((0, false), (w.Process.PassivatedCount, sending.IsCompleted));

        gate.SetResult();
        Assert.Equal(Disposition.Accepted, (await sending).Disposition);
    });

    [Fact]
    public void A_negative_time_passivates_nothing() => World.Run(async w =>
    {
        w.Script = Waits;
        await StartAsync(w, after: -1);
        w.Carrier.Dials();

        await w.Passes(Long);

        Assert.Equal((1, 0), (w.Process.ActiveCount, w.Process.PassivatedCount));
    });

    [Fact]
    public void A_grain_that_cannot_be_read_when_it_is_due_is_late_but_not_forgotten() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.DelayAsync(TimeSpan.FromMinutes(2));
            await call.SpeakAsync("Late.");
        };
        await StartAsync(w);
        var call = w.Carrier.Dials();
        await PassivatedAsync(w);
        w.Process.Journal.ReadFails = () => true;
        await w.Passes(TimeSpan.FromMinutes(3));
        Assert.Equal(["answer"], w.Carrier.Effects);

        w.Process.Journal.ReadFails = null;
        await w.Ended(call);

        Assert.Equal(["answer", "speak Late.", "hangup"], w.Carrier.Effects);
    });

    [Fact]
    public void A_message_to_a_grain_that_cannot_be_read_fails_and_may_be_sent_again() => World.Run(async w =>
    {
        w.Script = Waits;
        await StartAsync(w);
        var call = w.Carrier.Dials();
        await PassivatedAsync(w);
        w.Process.Journal.ReadFails = () => true;
        await Assert.ThrowsAsync<JournalUnavailableException>(() => w.Process.Router.SendAsync(call.Address, new Signal("1", "go", null)));
        Assert.Equal(1, w.Process.PassivatedCount);

        w.Process.Journal.ReadFails = null;
        Assert.Equal(Disposition.Accepted, (await w.Process.Router.SendAsync(call.Address, new Signal("1", "go", null))).Disposition);
        await w.Ended(call);
    });

    [Fact]
    public void A_host_that_stops_wakes_nobody() => World.Run(async w =>
    {
        w.Script = Waits;
        await StartAsync(w);
        var call = w.Carrier.Dials();
        await PassivatedAsync(w);
        var entries = w.Journal(call.Address).Count;

        await w.Process.Host.DisposeAsync();
        await w.Passes(TimeSpan.FromHours(3));

        Assert.Equal(entries, w.Journal(call.Address).Count);
        await Assert.ThrowsAsync<OverloadedException>(() => w.Process.Router.SendAsync(call.Address, new Signal("1", "go", null)));
    });

    [Fact]
    public void Those_who_are_back_are_passivated_while_others_are_still_being_brought_back() => World.Run(async w =>
    {
        w.Script = Waits;
        await StartAsync(w, after: 0);
        for (var i = 0; i < 100; i++)
        {
            w.Carrier.Dials();
        }

        await PassivatedAsync(w, 100);
        w.StoreOf = _ => new SlowJournal(w.Store, w.Time);
        var next = w.NewProcess();
        w.Process.Die();

        var recovery = next.Host.RecoverAsync();
        await w.Until(() => next.PassivatedCount > 0, "some are passivated");

        Assert.False(next.Host.IsRecovered);
        await recovery;
    });

    [Fact]
    public void Of_many_that_are_due_at_once_only_some_are_read_at_once() => World.Run(async w =>
    {
        var journal = new SlowJournal(w.Store, w.Time);
        w.StoreOf = _ => journal;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.DelayAsync(TimeSpan.FromMinutes(2));
        };
        await StartAsync(w);
        var calls = Enumerable.Range(0, 100).Select(_ => w.Carrier.Dials()).ToList();
        await PassivatedAsync(w, 100);
        journal.MostReads = 0;

        foreach (var call in calls)
        {
            await w.Ended(call);
        }

        Assert.Equal(new GrainOptions().RecoveryParallelism, journal.MostReads);
    });

    /// <summary>A journal whose reads take four seconds.</summary>
    private sealed class SlowJournal(IJournal store, TimeProvider time) : IJournal
    {
        private int _reads;

        /// <summary>How many were under way at once.</summary>
        public int MostReads { get; set; }

        public Task AppendAsync(JournalAppend append) => store.AppendAsync(append);

        public async Task<JournalHistory?> ReadAsync(FlowAddress address, CancellationToken cancellationToken = default)
        {
            MostReads = Math.Max(MostReads, ++_reads);
            await Task.Delay(TimeSpan.FromSeconds(4), time, cancellationToken);
            _reads--;
            return await store.ReadAsync(address, cancellationToken);
        }

        public Task<GrainPage> ListAsync(GrainQuery query, CancellationToken cancellationToken = default) => store.ListAsync(query, cancellationToken);

        public Task<IReadOnlyList<FlowAddress>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) => store.ListDueAsync(now, limit, cancellationToken);

        public ValueTask DisposeAsync() => store.DisposeAsync();
    }
}
