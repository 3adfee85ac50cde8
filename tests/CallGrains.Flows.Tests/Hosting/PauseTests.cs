using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>A process that stood still asks at once what it has missed.</summary>
public sealed class PauseTests
{
    [Theory, InlineData(0, 0), InlineData(1, 1), InlineData(1, 0)]
    public void A_call_that_ended_while_the_process_stood_still_is_over_soon_after(int inMemory, int passivated) => World.Run(async w =>
    {
        StoppableTime time = null!;
        w.Configure += services =>
        {
            time = new StoppableTime((TimeProvider)services.Last(s => s.ServiceType == typeof(TimeProvider)).ImplementationInstance!);
            services.AddSingleton<TimeProvider>(time);
            services.Configure<GrainOptions>(o => (o.PassivateAfter, o.IdleTimeout) = (TimeSpan.FromSeconds(passivated > 0 ? 30 : 100_000), inMemory > 0 ? TimeSpan.FromDays(2) : o.IdleTimeout));
        };
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.DelayAsync(TimeSpan.FromHours(24));
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Passes(TimeSpan.FromHours(3));
        await w.Until(() => (w.Process.ActiveCount, w.Process.PassivatedCount) == (inMemory, passivated), "it waits");

        time.Stop();
        w.Carrier.Drops = _ => true;
        call.HangUp();
        await w.Passes(TimeSpan.FromSeconds(30));
        var back = w.Time.GetUtcNow();
        time.GoOn();
        await w.Until(() => w.Summary(call.Address).Cause is not null, "the end is noticed");

        Assert.InRange(w.Time.GetUtcNow() - back, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    });

    [Fact]
    public void A_process_that_runs_asks_nothing_more_than_before() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.DelayAsync(TimeSpan.FromHours(24));
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Passes(TimeSpan.FromHours(1));

        Assert.InRange(w.Journal(call.Address).OfType<CheckEntry>().Count(), 5, 14);
    });

    /// <summary>A process's clock; while the process stands still, its timers fire late.</summary>
    private sealed class StoppableTime(TimeProvider inner) : TimeProvider
    {
        private readonly Lock _gate = new();
        private List<Action>? _late;

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

        public override long GetTimestamp() => inner.GetTimestamp();

        public void Stop() => _late = [];

        public void GoOn()
        {
            var late = _late!;
            _late = null;
            late.ForEach(fire => fire());
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            inner.CreateTimer(s => Fire(() => callback(s)), state, dueTime, period);

        private void Fire(Action callback)
        {
            lock (_gate)
            {
                if (_late is { } late)
                {
                    late.Add(callback);
                    return;
                }
            }

            callback();
        }
    }
}
