using System.Net;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Faults;
using CallGrains.Simulator.Rest;
using CallGrains.Simulator.Telnyx;
using CallGrains.Simulator.Web;
using Microsoft.Extensions.Configuration.Memory;

namespace CallGrains.Simulator;

/// <summary>A running simulator: the carrier's REST API, its callbacks, and the phones, on 127.0.0.1.</summary>
/// <threadsafety>Safe for use from any thread. Several can run in one process, each with its own calls.</threadsafety>
public sealed class SimulatorServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Simulation _simulation;

    private SimulatorServer(WebApplication app, Simulation simulation, string root, int seed, string? publicKey)
    {
        PublicKey = publicKey;
        _app = app;
        _simulation = simulation;
        Url = new Uri(root);
        Seed = seed;
    }

    /// <summary>
    /// Scheme, address and port; Bandwidth's API begins at <c>/v1</c> below it, Telnyx's at <c>/v2</c>.
    /// </summary>
    public Uri Url { get; }

    /// <summary>The seed of its ids: the one asked for, or the one chosen.</summary>
    public int Seed { get; }

    /// <summary>
    /// The public key that its webhooks are signed with, base64 of 32 bytes; null for a carrier that signs nothing.
    /// </summary>
    public string? PublicKey { get; }

    /// <summary>Every route it serves, e.g. <c>POST /v1/users/{userId}/calls</c>.</summary>
    internal IEnumerable<string> Routes => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => $"{method} {endpoint.RoutePattern.RawText}"));

    /// <summary>Starts a simulator; it takes requests when this completes.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message names each fault and its fix.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatorServer> StartAsync(SimulatorOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }

        var seed = options.Seed ?? Random.Shared.Next();
        var root = "";
        var key = options.Carrier == SimulatedCarrier.Telnyx ? new SigningKey(options.Seed) : null;
        var ordered = options.FaultsFile is { } file ? FaultFile.Read(file) : [];
        var app = Build(options);
        var logs = (ILoggerFactory)app.Services.GetService(typeof(ILoggerFactory))!;
        var clock = options.Clock ?? new ScaledTimeProvider(TimeProvider.System, options.Speed);
        var simulation = new Simulation(options, new Surroundings(clock, TimeProvider.System, new HttpCallbacks(), () => new Urls(root, SimulatorOptions.UserId), new NetworkLog(logs.CreateLogger<NetworkLog>())), seed, ordered, key);
        app.Use(LocalGate.Before);
        app.Use(HeadRequests.Before);
        app.UseRouting();
        Map(app, simulation);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            simulation.Dispose();
            await app.DisposeAsync();
            throw;
        }

        root = app.Urls.First();
        return new SimulatorServer(app, simulation, root, seed, key?.PublicKey);
    }

    /// <summary>
    /// Completes when the process is asked to stop (SIGTERM, Ctrl-C) or <paramref name="cancellationToken"/> is.
    /// </summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) => _app.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops listening and drops the calls; callbacks that wait are not sent.</summary>
    public async ValueTask DisposeAsync()
    {
        _simulation.Dispose();
        await _app.DisposeAsync();
    }

    private static void Map(WebApplication app, Simulation simulation)
    {
        foreach (var route in simulation.Routes().All)
        {
            RequestDelegate run = http => route.Handler(new HttpRestRequest(http));
            if (route.Method is { } method)
            {
                app.MapMethods(route.Pattern, [method], run);
            }
            else
            {
                app.Map(route.Pattern, run);
            }
        }

        new LiveRoutes(simulation.Sources).Map(app);
        new PageRoutes().Map(app);
    }

    private static Dictionary<string, string?> LoggingDefaults(SimulatorOptions options) => new()
    {
        ["Logging:LogLevel:Default"] = options.Verbose ? "Information" : "Warning",
        // A start that fails is told in a sentence.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = options.Verbose ? "Error" : "None",
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
    };

    private static WebApplication Build(SimulatorOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        // Below every other source, so that the environment and appsettings.json win.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = LoggingDefaults(options) });
        builder.Logging.ClearProviders().AddConsole();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RestGate.MaxMediaBytes + 1;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        return builder.Build();
    }
}
