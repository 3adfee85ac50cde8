using System.Text;
using System.Text.Json.Nodes;
using CallGrains.Bandwidth;
using CallGrains.Flows;
using CallGrains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Worlds;

/// <summary>
/// A carrier, a journal and processes that host grains, in virtual time. <c>Run</c> runs all of it on one thread, and
/// lets time pass only when nothing else can happen; <see cref="RunOnThreadsAsync"/> runs it on the thread pool, and
/// time stands still.
/// </summary>
internal sealed partial class World
{
    private static readonly TimeSpan LongestTest = TimeSpan.FromDays(9);
    private static readonly TimeSpan RealLimit = TimeSpan.FromSeconds(60);
    private readonly VirtualScheduler? _scheduler;
    private readonly Conditions _conditions = new();
    private HostProcess? _restarted;
    private int _callbacks;

    public World(VirtualScheduler? scheduler, Hosts? hosts = null, SimulatedNetwork? network = null)
    {
        _scheduler = scheduler;
        Hosts = hosts ?? DefaultHosts;
        TraceLog = new TraceLog(Time);
        Carrier = new FakeCarrier(this);
        Network = network?.For(this) ?? Carrier;
    }

    /// <summary>Where the ladder of a failed test goes; nowhere by default.</summary>
    public static Action<string> Output { get; set; } = _ => { };

    /// <summary>Who hosts the grains of worlds that do not say it.</summary>
    public static Hosts DefaultHosts { get; set; } = Hosts.InProcess;

    /// <summary>Where the carrier reaches us.</summary>
    public const string PublicRoot = "https://calls.example.com";

    /// <summary>Reads the callbacks of all carriers again.</summary>
    public static CallbackReaders Readers { get; } = ReadersWith(Replay.Keys);

    /// <summary>The same, with the keys of another journal.</summary>
    public static CallbackReaders ReadersWith(JournalKeys keys) => new([new BandwidthCallbacks(), Networks.TelnyxNetwork.Reader], keys);

    public static CapabilityTokens Tokens { get; } = new(new byte[32]);

    public static CapabilityUrls Urls { get; } = new(new Uri(PublicRoot), Tokens);

    public Hosts Hosts { get; }

    public TraceLog TraceLog { get; }

    public TaskScheduler Scheduler => _scheduler ?? TaskScheduler.Default;

    public VirtualTimeProvider Time { get; } = new();

    public MemoryJournal Store { get; } = new();

    /// <summary>The carrier of the kernel's own tests, which nobody meets where another network is.</summary>
    public FakeCarrier Carrier { get; }

    /// <summary>The carrier.</summary>
    public IWorldCarrier Network { get; }

    /// <summary>The flow named <c>script</c>.</summary>
    public Func<CallContext, Task> Script { get; set; } = _ => Task.CompletedTask;

    public Action<IServiceCollection> Configure { get; set; } = services => services.AddFlow<TestScript>();

    /// <summary>Which process gets callback number n; null for the newest.</summary>
    public Func<int, HostProcess>? Route { get; set; }

    /// <summary>The process that callbacks go to.</summary>
    public HostProcess Process { get; private set; } = null!;

    /// <summary>Whether a process that died is started again once nothing else happens.</summary>
    public bool Restarts { get; set; }

    /// <summary>How the appends of each process go, counted anew for each; null for well.</summary>
    public Func<int, JournalAppend, AppendFault>? FaultOfEachProcess { get; set; }

    /// <summary>What a process takes for the journal: the store itself by default.</summary>
    public Func<HostProcess, IJournal>? StoreOf { get; set; }

    /// <summary>Told of each new process, before it does anything.</summary>
    public Action<HostProcess> Begins { get; set; } = _ => { };

    public static void Run(Func<World, Task> test) => Run(new VirtualScheduler(), test);

    public static void Run(VirtualScheduler scheduler, Func<World, Task> test, SimulatedNetwork? network = null)
    {
        var world = new World(scheduler, network: network);
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            world.Watched(() => world.Pump(world.Start(() => test(world))));
        }
        catch
        {
            Output(world.Ladder());
            throw;
        }
        finally
        {
            if (!world.HasStalled)
            {
                world.End();
            }

            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    public static async Task RunOnThreadsAsync(Func<World, Task> test)
    {
        var world = new World(null);
        try
        {
            await world.Start(() => test(world)).WaitAsync(RealLimit);
        }
        catch
        {
            Output(world.Ladder());
            throw;
        }
        finally
        {
            world.End();
        }
    }

    /// <summary>Starts work beside the caller.</summary>
    public Task Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler).Unwrap();

    /// <summary>Starts a process (again), and brings its calls back.</summary>
    public async Task<HostProcess> StartAsync(params Type[] flows)
    {
        if (flows.Length > 0)
        {
            Configure += services => services.Configure<FlowOptions>(o => Array.ForEach(flows, o.Types.Add));
        }

        if (Process is { IsDead: true } dead)
        {
            await dead.EndAsync();
        }

        var process = NewProcess();
        process.Journal.Fault = FaultOfEachProcess ?? process.Journal.Fault;
        NoteStart();
        Process = process;
        await process.StartAsync();
        Network.DeliverAgain();
        return process;
    }

    /// <summary>Another process on the same journal; callbacks go on going to the first.</summary>
    public HostProcess NewProcess() => new(this, Configure);

    /// <summary>The process dies; what it had not written or sent is gone.</summary>
    public async Task CrashAsync()
    {
        Process.Die();
        await StartAsync();
    }

    /// <summary>Waits for a fact.</summary>
    public Task Until(Func<bool> holds, string what)
    {
        var fact = _conditions.Until(holds, what);
        Changed();
        return fact;
    }

    /// <summary>Waits until nothing more happens without time passing.</summary>
    public Task Settles() => _conditions.Until(() => true, "nothing more happens");

    /// <summary>Waits until a call's grain has nothing more to do.</summary>
    public Task Ended(FlowAddress address) => Until(() => Exists(address) && Summary(address).State == GrainState.Ended, $"{address} has ended");

    public Task Ended(FakeCall call) => Ended(call.Address);

    /// <summary>Does something later.</summary>
    public void After(TimeSpan delay, Action action) => Time.CreateTimer(_ => action(), null, delay, Timeout.InfiniteTimeSpan);

    public Task Passes(TimeSpan time) => Task.Delay(time, Time);

    /// <summary>Something has happened that a test may wait for.</summary>
    public void Changed()
    {
        if (_scheduler is null)
        {
            _conditions.Check();
        }
    }

    public Task<Receipt> SendAsync(FlowAddress address, string json, int leg = 0, string? flow = "script")
    {
        var raw = Encoding.UTF8.GetBytes(json);
        var process = Route?.Invoke(Interlocked.Increment(ref _callbacks)) ?? Process;
        return process.Router.SendAsync(address, new Callback("bandwidth", CallbackForm.Json, raw, new BandwidthCallbacks().Read(new CallbackRequest(CallbackForm.Json, raw))) { Leg = leg, Flow = flow });
    }

    public Task<Receipt> SendAsync(FlowAddress address, JsonObject json, int leg = 0, string? flow = "script") => SendAsync(address, json.ToJsonString(), leg, flow);

    /// <summary>The journal of a grain, read.</summary>
    public List<JournalEntry> Journal(FlowAddress address)
    {
        var history = Store.ReadAsync(address).Result;
        return history?.Entries.Select((e, i) => JournalFormat.Read(e, history.First + i, Readers)).ToList() ?? [];
    }

    public bool Exists(FlowAddress address) => Store.ReadAsync(address).Result is not null;

    public GrainSummary Summary(FlowAddress address) => Store.ReadAsync(address).Result!.Summary;

    /// <summary>The journals as they are stored, and what the carrier was asked: for reading a failure.</summary>
    public string Ladder()
    {
        var text = new StringBuilder($"waiting for: {_conditions.Awaited}\ncarrier: {string.Join(", ", Carrier.Effects)}\n");
        foreach (var summary in Store.ListAsync(new GrainQuery { Size = 20 }).Result.Items)
        {
            text.AppendLine($"{summary.Address} {summary.State} {summary.Cause} {summary.Fault}");
            foreach (var entry in Store.ReadAsync(summary.Address).Result!.Entries)
            {
                text.AppendLine($"  {Encoding.UTF8.GetString(entry.Body.Span)} {Encoding.UTF8.GetString(entry.Raw.Span)}");
            }
        }

        return text.ToString();
    }

    /// <summary>As a task of the scheduler, so that what timers start stays on it.</summary>
    private void Advance(TimeSpan by) => _ = Task.Factory.StartNew(() => Time.Advance(by), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler!);

    private void NoteStart()
    {
        if (Process is not null)
        {
            TraceLog.Host("a new process starts");
        }
    }

    private void End()
    {
        Process?.EndAsync().AsTask().GetAwaiter().GetResult();
        EndNetwork();
    }

    /// <summary>What waits to be sent is not.</summary>
    public void EndNetwork() => (Network as IDisposable)?.Dispose();

    private bool Pump(Task test)
    {
        var end = Time.GetUtcNow() + LongestTest;
        var steps = new StepCount(Time);
        while (!test.IsCompleted)
        {
            if (!steps.Next())
            {
                throw new TimeoutException($"It goes round in circles, waiting for: {_conditions.Awaited}.");
            }

            ThrowIfStalled();
            Process?.WaitForArrivals();
            if (_scheduler!.RunNext() || _conditions.Check() || RestartsNow())
            {
                continue;
            }

            if (Time.NextTimer is { } next && Time.GetUtcNow() + next < end)
            {
                Advance(next);
            }
            else if (!_scheduler.WaitForWork(TimeSpan.FromSeconds(5)))
            {
                throw new TimeoutException($"Nothing more happens, but the test waits for: {_conditions.Awaited}.");
            }
        }

        test.GetAwaiter().GetResult();
        return true;
    }

    private bool RestartsNow()
    {
        if (!Restarts || !Process.IsDead || _restarted == Process)
        {
            return false;
        }

        _restarted = Process;
        _ = Start(() => StartAsync());
        return true;
    }
}

/// <summary>The flow that a test writes in place.</summary>
[Flow("script")]
internal sealed class TestScript(Func<CallContext, Task> script) : CallScript
{
    protected override Task RunAsync(CallContext call) => script(call);
}
