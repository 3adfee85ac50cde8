using CallGrains.Flows;
using CallGrains.Testing.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallGrains.Testing;

/// <summary>
/// Flows with a carrier, a journal and a clock of their own, all in memory: people call, listen and press, and hours
/// pass in a millisecond.
/// <code>
/// await using var phone = await FlowTest.Start&lt;FrontDesk&gt;(services => services.AddSingleton&lt;IDirectory&gt;(new SampleDirectory()));
/// var caller = await phone.DialsAsync("+15550100");
/// await caller.Hears("press 1");
/// </code>
/// </summary>
/// <remarks>
/// Each method runs flows, carrier and clock on the calling thread until its fact holds, and returns a task that is
/// completed: between two calls nothing moves. So any test framework will do, tests may run side by side, and the same
/// test does the same each time. One test uses an instance at a time. Time passes only when nothing else can happen. A
/// method that waits in vain throws <see cref="FlowTestException"/> with the whole ladder. So does the next one, and at
/// last <see cref="DisposeAsync"/>, when a flow has failed: a test whose flow is to fail says so
/// (<see cref="ExpectsFailure"/>).
/// </remarks>
public sealed partial class FlowTest : IAsyncDisposable
{
    /// <summary>The caller's number where a test names none.</summary>
    public const string SomeCaller = "+15550123";

    private readonly World _world;
    private readonly string? _flow;

    private FlowTest(string? flow, Hosts hosts, SimulatedNetwork? network)
    {
        _flow = flow;
        _world = new World(new VirtualScheduler(), hosts, network ?? SimulatedNetwork.Bandwidth) { Restarts = true };
    }

    /// <summary>
    /// How long a fact is waited for, in the flows' own time; 10 minutes by default. A call that a lost event has left
    /// in silence is helped on within six.
    /// </summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long a step that awaits something real, a request to a server of the test's for example, is waited for, on
    /// the machine's own clock; 1 second by default. After that the flows' time passes without it. A step that waits
    /// for the flows' own time costs this much.
    /// </summary>
    public TimeSpan StepPatience
    {
        get => _world.StepPatience;
        set => _world.StepPatience = value;
    }

    /// <summary>
    /// How long one turn of a flow, or the code of one step before its first await, may take on the machine's own
    /// clock; 20 seconds by default. What takes longer (an endless loop) is ended, and the test fails with where it
    /// was.
    /// </summary>
    public TimeSpan TurnPatience
    {
        get => _world.TurnPatience;
        set => _world.TurnPatience = value;
    }

    /// <summary>The time that the flows see. A test begins at noon of 1 January 2026, UTC.</summary>
    public DateTimeOffset Now => _world.Time.GetUtcNow();

    /// <summary>The flows' clock, for what the test makes itself.</summary>
    public TimeProvider Time => _world.Time;

    /// <summary>Starts a test of one flow: it answers all numbers that are bound to no other.</summary>
    /// <param name="services">
    /// Adds what the flow is given, further flows (<c>AddFlow&lt;T&gt;(number)</c>) and options. It runs again for each
    /// process that follows a crash, so add instances where a double is to remember something.
    /// </param>
    /// <param name="on">Who hosts the grains; <see cref="Hosts.InProcess"/> by default.</param>
    /// <param name="network">The carrier's network, which refuses what the carrier refuses; null (the default) for
    /// <see cref="SimulatedNetwork.Bandwidth"/>.</param>
    /// <typeparam name="TFlow">A class with <see cref="FlowAttribute"/>.</typeparam>
    /// <exception cref="ArgumentException">The class is no flow, or a number is bound to none.</exception>
    public static Task<FlowTest> Start<TFlow>(Action<IServiceCollection>? services = null, Hosts? on = null, SimulatedNetwork? network = null)
        where TFlow : class =>
        Start(FlowDefinition.Of(typeof(TFlow)).Name, s => s.AddFlow<TFlow>(), services, on, network);

    /// <summary>Starts a test of several flows, each bound to its numbers.</summary>
    /// <param name="services">Adds the flows (<c>AddFlow&lt;T&gt;(number)</c>), what they are given, and options; see
    /// the other overload.</param>
    /// <param name="on">Who hosts the grains; <see cref="Hosts.InProcess"/> by default.</param>
    /// <param name="network">The carrier's network, which refuses what the carrier refuses; null (the default) for
    /// <see cref="SimulatedNetwork.Bandwidth"/>.</param>
    /// <exception cref="ArgumentException">A class is no flow, or a number is bound to none.</exception>
    public static Task<FlowTest> Start(Action<IServiceCollection> services, Hosts? on = null, SimulatedNetwork? network = null) => Start(null, _ => { }, services, on, network);

    private static Task<FlowTest> Start(string? flow, Action<IServiceCollection> first, Action<IServiceCollection>? services, Hosts? on, SimulatedNetwork? network)
    {
        var test = new FlowTest(flow, on ?? Hosts.InProcess, network);
        test.Deploy(s =>
        {
            first(s);
            services?.Invoke(s);
        });
        test._world.Network.IsOwn = test.IsOwn;
        test.Runs(() => test._world.StartAsync());
        test.Owns();
        return Task.FromResult(test);
    }

    /// <summary>Somebody calls one of our numbers.</summary>
    /// <param name="to">The number: its flow answers, or the test's own where it is bound to none.</param>
    /// <param name="from">The caller.</param>
    public Task<Caller> DialsAsync(string to, string from = SomeCaller)
    {
        var caller = new Caller(this, _world.Network.Calls(FlowAt(to), presses: null, from, to));
        Settles();
        return Task.FromResult(caller);
    }

    /// <summary>Places a call, as the control API does.</summary>
    /// <param name="flow">The flow that runs it.</param>
    /// <param name="to">Who is called.</param>
    /// <param name="args">What the flow is given as <c>call.Args</c>; null for nothing.</param>
    /// <param name="from">Our number.</param>
    /// <param name="after">After which time it is placed, as with <c>at</c>; null for at once.</param>
    /// <returns>Whom it calls.</returns>
    /// <exception cref="ArgumentException">There is no such flow.</exception>
    public Task<Callee> CallsAsync(string flow, string to, object? args = null, string from = "+15550100", TimeSpan? after = null)
    {
        _world.Network.Owns(from);
        var address = FlowAddress.Call("o-" + _world.Network.NextId("test"));
        var start = new StartCall(flow, from, to, Json(args)) { At = _world.Time.GetUtcNow() + after };
        Runs(() => _world.Process.Router.SendAsync(address, start));
        return Task.FromResult(new Callee(this, to));
    }

    /// <summary>
    /// Somebody whom flows may call or transfer to. Unless told otherwise they answer after two seconds, and stay on
    /// the line.
    /// </summary>
    /// <param name="number">Their number.</param>
    public Callee Agent(string number) => new(this, number);

    /// <summary>Lets time pass: what it brings happens.</summary>
    /// <param name="time">How long: zero or more. Days cost milliseconds.</param>
    public Task PassesAsync(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        Passes(time);
        return Task.CompletedTask;
    }

    /// <summary>
    /// The process dies at this instant, with all that it has not written or sent; a new one on the same journal takes
    /// over.
    /// </summary>
    public Task CrashesAsync()
    {
        Runs(_world.CrashAsync);
        return Task.CompletedTask;
    }

    /// <summary>
    /// The process ends, and a new program takes over on the same journal: calls go on, each on the version of its flow
    /// that it began with.
    /// </summary>
    /// <param name="services">All flows of the new program and what they are given; what the test was started with
    /// holds no more.</param>
    public Task RedeploysAsync(Action<IServiceCollection> services)
    {
        Deploy(services);
        var crash = CrashesAsync();
        Owns();
        return crash;
    }

    /// <summary>How many live calls need each version of each flow.</summary>
    public Task<IReadOnlyList<FlowCount>> CountsAsync()
    {
        IReadOnlyList<FlowCount> counts = [];
        Runs(async () => counts = await _world.Process.Services.GetRequiredService<FlowUsage>().CountAsync());
        return Task.FromResult(counts);
    }

    /// <summary>Sends a signal to a flow.</summary>
    /// <param name="to">Its grain: <see cref="Phone.Address"/>, for example.</param>
    /// <param name="name">What the flow waits for.</param>
    /// <param name="value">What it is given; null for nothing.</param>
    public Task SignalsAsync(FlowAddress to, string name, object? value = null)
    {
        var signal = new Signal(_world.Network.NextId("signal"), name, Json(value));
        Runs(() => _world.Process.Router.SendAsync(to, signal));
        return Task.CompletedTask;
    }

    private static System.Text.Json.JsonElement? Json(object? value) =>
        value is null ? null : System.Text.Json.JsonSerializer.SerializeToElement(value, System.Text.Json.JsonSerializerOptions.Web);

    /// <summary>Ends all of it; calls that last are dropped where they are.</summary>
    /// <exception cref="FlowTestException">A flow failed, the test does not expect it, and nothing has told it
    /// yet.</exception>
    public ValueTask DisposeAsync()
    {
        End();
        return Unexpected() is { } failed && !_isTold ? ValueTask.FromException(Failure(failed, "")) : ValueTask.CompletedTask;
    }

    private void End()
    {
        var process = _world.Process;
        if (process is { IsDead: false } && !_world.HasStalled)
        {
            Pumped(() => Ends(process));
            process.Die();
            _world.EndNetwork();
        }
    }

    /// <summary>Not waited for longer than it takes by itself: a failed test is to show its own failure.</summary>
    private bool Ends(HostProcess process)
    {
        _world.Restarts = false;
        var end = _world.Start(async () =>
        {
            await ((IAsyncDisposable)process.Services).DisposeAsync();
            await process.EndAsync();
        });
        return _world.RunUntil(() => end.IsCompleted, TimeSpan.Zero);
    }

    private void Deploy(Action<IServiceCollection> services) => _world.Configure = s =>
    {
        // Sweeps find idle and overdue grains; in the hours that a test lets pass there would be thousands.
        s.Configure<GrainOptions>(o => o.SweepInterval = TimeSpan.FromMinutes(1));
        services(s);
    };

    private string? FlowAt(string number) => IsOwn(number) ? null : _flow;

    private FlowOptions Flows => _world.Process.Services.GetRequiredService<IOptions<FlowOptions>>().Value;

    private bool IsOwn(string number) => Flows.Numbers.ContainsKey(number) || Flows.Texts.ContainsKey(number);

    private void Owns() => _world.Network.Owns([.. Flows.Numbers.Keys.Concat(Flows.Texts.Keys).Append("+15550100")]);
}
