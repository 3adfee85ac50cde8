using CallGrains.Flows;
using CallGrains.Storage;
using CallGrains.Testing.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Testing;

/// <summary>One check at work: benches, and a host of grains whose only carrier is the bench's.</summary>
internal sealed class CarrierRun(World world, Func<TimeProvider, CarrierBench> open)
{
    private ICallRouter? _router;

    public CarrierBench Bench { get; private set; } = open(world.Time);

    public ICarrier Carrier => Bench.Carrier;

    public MemoryJournal Store { get; private set; } = new();

    /// <summary>The flow of calls that come in.</summary>
    public string Flow { get; set; } = ConformanceCall.Name;

    /// <summary>Receipts of what was delivered, in order.</summary>
    public List<Receipt> Receipts { get; } = [];

    /// <summary>Begins anew: another bench, another journal.</summary>
    public void Reset()
    {
        (Bench as IDisposable)?.Dispose();
        (Bench, Store, _router) = (open(world.Time), new MemoryJournal(), null);
    }

    /// <summary>Lets virtual time pass until a fact holds.</summary>
    public async Task Until(Func<bool> holds, string what)
    {
        for (var i = 0; !holds(); i++)
        {
            Require.That(i < 2000, $"Waited in vain until {what}. The journal:\n{Journal()}");
            await world.Passes(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Nothing more happens without time passing.</summary>
    public Task Settles() => world.Settles();

    /// <summary>Takes what the carrier has sent so far.</summary>
    public List<CallbackRequest> Taken()
    {
        var all = new List<CallbackRequest>();
        while (Bench.TryTake(out var callback))
        {
            all.Add(callback);
        }

        return all;
    }

    /// <summary>What the ingress does with a callback.</summary>
    public async Task DeliverAsync(CallbackRequest request)
    {
        var protocol = Carrier.Callbacks;
        Require.Equal(null, protocol.Verify(request), "a genuine callback is verified");
        var read = new Callback(protocol.Carrier, request.Form, request.Raw, protocol.Read(request));
        var placed = read.Received.IsToBePlaced ? await read.PlacedAsync(Carrier, CancellationToken.None) : read;
        var callId = (placed.Event as CallEvent)?.CallId;
        var address = placed.Received.Grain ?? (callId is null ? throw new ConformanceException($"{placed.Event.EventType} names no grain.") : FlowAddress.Call(callId));
        Receipts.Add(await Router.SendAsync(address, placed with { Leg = placed.Received.Leg, Flow = Flow }));
    }

    /// <summary>The stored entries of a call, read by a process that has never seen it.</summary>
    public List<JournalEntry> Read(string callId) => Read(FlowAddress.Call(callId));

    /// <summary>The same of any grain.</summary>
    public List<JournalEntry> Read(FlowAddress address)
    {
        var history = Store.ReadAsync(address).Result;
        var readers = new CallbackReaders([Carrier.Callbacks]);
        return history?.Entries.Select((e, i) => JournalFormat.Read(e, history.First + i, readers)).ToList() ?? [];
    }

    public bool HasEnded(string callId) => HasEnded(FlowAddress.Call(callId));

    public bool HasEnded(FlowAddress address) => Store.ReadAsync(address).Result is { Summary.State: GrainState.Ended };

    private string Journal() => string.Join('\n', Store.ListAsync(new GrainQuery { Size = 5 }).Result.Items
        .SelectMany(s => Store.ReadAsync(s.Address).Result!.Entries).Select(e => System.Text.Encoding.UTF8.GetString(e.Body.Span)));

    private ICallRouter Router => _router ??= new ServiceCollection()
        .AddSingleton<TimeProvider>(world.Time)
        .AddSingleton<IJournal>(Store)
        .AddSingleton<ICallbackUrls>(World.Urls)
        .AddSingleton(Carrier)
        .AddSingleton(Carrier.Callbacks)
        .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
        .Configure<GrainOptions>(o => o.Scheduler = world.Scheduler)
        .AddCallGrains()
        .AddFlow<ConformanceCall>()
        .AddFlow<ConformanceGuest>()
        .AddFlow<ConformanceRoom>()
        .BuildServiceProvider()
        .GetRequiredService<ICallRouter>();
}

/// <summary>The flow of the suite: what every carrier of calls can do.</summary>
[Flow(Name)]
internal sealed class ConformanceCall : CallScript
{
    public const string Name = "conformance-call";

    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        await call.SpeakAsync("Hello.");
        await call.GatherAsync("Press a key.", maxDigits: 1);
        await call.SpeakAsync("Goodbye.");
        await call.HangUpAsync();
    }
}
