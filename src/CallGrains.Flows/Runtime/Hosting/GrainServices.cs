using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.Flows.Runtime;

/// <summary>What every grain of this process shares.</summary>
internal sealed class GrainServices(
    IJournal journal,
    FlowRegistry flows,
    CallbackReaders readers,
    CarrierRouter router,
    EffectRunner effects,
    Watchdog watchdog,
    Outbox mail,
    Recordings recordings,
    CallGrainsMetrics metrics,
    TimeProvider time,
    IServiceProvider provider,
    IOptions<GrainOptions> options,
    ILogger<GrainServices> logger)
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(30);

    public IJournal Journal => journal;

    public FlowRegistry Flows => flows;

    public CallbackReaders Readers => readers;

    public CarrierSet Carriers => router.Carriers;

    public CarrierHealth Health => router.Health;

    public EffectRunner Effects => effects;

    public Outbox Outbox => mail;

    public Recordings Recordings => recordings;

    public Watchdog Watchdog => watchdog;

    public CallGrainsMetrics Metrics => metrics;

    public TimeProvider Time => time;

    public IServiceProvider Provider => provider;

    public ILogger Logger => logger;

    public TimeSpan ReplayWindow => options.Value.ReplayWindow;

    public TimeSpan PassivateAfter => options.Value.PassivateAfter;

    public int CompactAfter => options.Value.CompactAfter;

    public TaskScheduler Scheduler => options.Value.Scheduler;

    /// <summary>
    /// A timer that is not set yet. It may run for hours, so it keeps nothing alive that the caller's request carries
    /// along.
    /// </summary>
    public ITimer NewTimer(TimerCallback callback, object grain)
    {
        using var _ = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        return time.CreateTimer(callback, grain, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// For how long to set a timer. Those of the platform end at 49 days, so one that fires too early must be set anew.
    /// </summary>
    public static TimeSpan Until(DateTimeOffset wake, DateTimeOffset now) => TimeSpan.FromTicks(Math.Clamp((wake - now).Ticks, 0, LongestTimer.Ticks));

    /// <summary>Grains whose flows cannot go on.</summary>
    public StoppedFlows Stopped { get; } = provider.GetService(typeof(StoppedFlows)) as StoppedFlows ?? new StoppedFlows();

    /// <summary>
    /// Grains whose activation here was lost to another one: what comes next finds unfinished work, though no process
    /// died.
    /// </summary>
    public System.Collections.Concurrent.ConcurrentDictionary<FlowAddress, bool> Lost { get; } = new();

    /// <summary>Who is told what happens to grains.</summary>
    public CallFeed Feed { get; } = provider.GetService(typeof(CallFeed)) as CallFeed ?? CallFeed.Off;

    public TurnWatch Turns { get; } = new(time, options.Value.Scheduler, options.Value.MostTurnTime);

    public OwnHops Hops { get; } = new();

    /// <summary>
    /// Held while a passivated grain whose time has come is read: thousands may be due in one second, and whatever
    /// else asks the journal must not wait behind them all.
    /// </summary>
    public SemaphoreSlim Wakes { get; } = new(options.Value.RecoveryParallelism);

    public GrainOptions Options => options.Value;

    /// <summary>A call that names no carrier, with the one that it is placed by first.</summary>
    public StartCall Routed(StartCall start)
    {
        var ways = router.HasSeveral ? router.ForCall(start.From, start.To) : [];
        return start with { Carrier = ways.Count > 0 ? ways[0] : Carriers.Default?.Name, IsRouted = ways.Count > 1 };
    }

    /// <summary>What a call from this number may show, whichever carrier places it.</summary>
    public IReadOnlyCollection<string> ShownOf(string from) =>
        router.HasSeveral ? [.. Carriers.All.Select(c => router.CallerIdAt(c.Name, from)).Append(from).Distinct(StringComparer.Ordinal)] : [from];

    private int _stepsBegun;
    private int _stepsEnded;

    /// <summary>
    /// Steps that run now, and how many have begun: a host in virtual time must not let time pass while a step awaits
    /// something real.
    /// </summary>
    public (int Running, int Begun) Steps => (Volatile.Read(ref _stepsBegun) - Volatile.Read(ref _stepsEnded), Volatile.Read(ref _stepsBegun));

    public void StepBegins() => Interlocked.Increment(ref _stepsBegun);

    public void StepEnds() => Interlocked.Increment(ref _stepsEnded);

    /// <summary>Runs work of a grain beside the caller, on the scheduler of this process.</summary>
    public void Start(Func<Task> work) => Start(work, static work => work());

    /// <summary>
    /// The same with what the work needs, so that it need not be a closure; the work tells its failures itself.
    /// </summary>
    public void Start<TState>(TState state, Func<TState, Task> work)
    {
        if (Scheduler == TaskScheduler.Default)
        {
            ThreadPool.QueueUserWorkItem(static item => _ = item.Work(item.State), (State: state, Work: work), preferLocal: true);
        }
        else
        {
            StartOnScheduler(state, work);
        }
    }

    private void StartOnScheduler<TState>(TState state, Func<TState, Task> work) =>
        _ = Task.Factory.StartNew(() => work(state), CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler);
}
