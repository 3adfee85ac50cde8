using CallGrains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Flows.Tests.Carriers;

/// <summary>
/// A host with two carriers, in virtual time: <c>one</c>, the default, serves +15550100, <c>two</c> +15550200; each may
/// place the other's calls with a number of its own, and both send texts from +15550300.
/// </summary>
internal sealed class TwoCarriers
{
    public const string Ours = "+15550100", Theirs = "+15550200", Shared = "+15550300", Callee = "+4930123456";

    private readonly World _world;
    private readonly MemoryJournal _journal = new();
    private readonly Action<CarrierRoutingOptions> _configure;
    private IServiceProvider _services;
    private int _calls;

    public TwoCarriers(World world, Action<CarrierRoutingOptions>? configure = null)
    {
        (_world, _configure) = (world, configure ?? (_ => { }));
        _services = Start();
    }

    public ScriptedCarrier One { get; } = new("one");

    public ScriptedCarrier Two { get; } = new("two");

    public CarrierHealth Health => _services.GetRequiredService<CarrierHealth>();

    /// <summary>The process dies, and another one begins with its journal.</summary>
    public async Task RestartAsync()
    {
        _services = Start();
        await _services.GetRequiredService<GrainHost>().RecoverAsync();
    }

    public async Task<FlowAddress> CallAsync(string? carrier = null, string from = Ours, string flow = "greeting")
    {
        var address = FlowAddress.Call($"o-{++_calls}");
        await SendAsync(address, new StartCall(flow, from, Callee, null, carrier));
        return address;
    }

    public Task SendAsync(FlowAddress address, GrainMessage message) => _services.GetRequiredService<ICallRouter>().SendAsync(address, message);

    public Task HearAsync(FlowAddress address, string carrier, CarrierEvent e) => SendAsync(address, Callback.Supplied(carrier, e, 0));

    public async Task<IReadOnlyList<JournalEntry>> JournalAsync(FlowAddress address)
    {
        var history = await _journal.ReadAsync(address);
        return [.. (history?.Entries ?? []).Select((e, i) => JournalFormat.Read(e, i + 1, new CallbackReaders([One, Two])))];
    }

    public async Task<CommandOutcome> OutcomeAsync(FlowAddress address)
    {
        OutcomeEntry? outcome = null;
        for (var i = 0; outcome is null && i < 500; i++)
        {
            await _world.Passes(TimeSpan.FromMilliseconds(500));
            outcome = (await JournalAsync(address)).OfType<OutcomeEntry>().FirstOrDefault();
        }

        Assert.NotNull(outcome);
        return outcome.Outcome;
    }

    private ServiceProvider Start() => new ServiceCollection()
        .AddSingleton<TimeProvider>(_world.Time)
        .AddSingleton<IJournal>(_journal)
        .AddSingleton<ICallbackUrls>(World.Urls)
        .AddSingleton<ICarrier>(One)
        .AddSingleton<ICarrier>(Two)
        .AddSingleton<ICallbackProtocol>(One)
        .AddSingleton<ICallbackProtocol>(Two)
        .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
        .Configure<GrainOptions>(o => o.Scheduler = _world.Scheduler)
        .Configure<CarrierRoutingOptions>(Configure)
        .AddCallGrains()
        .AddFlow<Greeting>()
        .AddFlow<Texting>()
        .BuildServiceProvider();

    private void Configure(CarrierRoutingOptions options)
    {
        options.Carriers["one"] = new CarrierRoute { Numbers = { Ours, Shared }, CallerId = Ours };
        options.Carriers["two"] = new CarrierRoute { Numbers = { Theirs, Shared }, CallerId = Theirs };
        _configure(options);
    }

    [Flow("greeting")]
    internal sealed class Greeting : CallScript
    {
        protected override Task RunAsync(CallContext call) => call.SpeakAsync("Hello.");
    }

    [Flow("texting")]
    internal sealed class Texting : CallScript
    {
        protected override async Task RunAsync(CallContext call) => await call.SendAsync("+15550999", "Hello.", from: Shared, patience: TimeSpan.Zero);
    }
}
