using CallGrains.Bandwidth;
using CallGrains.Samples;
using CallGrains.AspNetCore.Hosting;
using CallGrains.Telnyx;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Options;

namespace CallGrains.Host.Composition;

/// <summary>Puts the parts together and runs them.</summary>
internal static partial class HostApplication
{
    private const int Failed = 1, Wrong = 2;

    public static async Task<int> RunAsync(Dictionary<string, string?> commandLine, CancellationToken stop)
    {
        try
        {
            await using var app = Build(commandLine);
            ParentProcess.Watch(app.Lifetime.StopApplication, TimeProvider.System);
            await app.StartAsync(stop);
            await ServeAsync(app, stop);
            return 0;
        }
        catch (StartRefusedException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return e.ExitCode;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JournalUnavailableException or JournalFormatException or ArgumentException)
        {
            await Console.Error.WriteLineAsync("CallGrains cannot start: " + e.Message);
            return e is ArgumentException ? Wrong : Failed;
        }
    }

    private static WebApplication Build(Dictionary<string, string?> commandLine)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(commandLine);
        AddOwnDefaults(builder.Configuration);
        builder.AddCallGrainsHost();

        // What of it cannot be read has been replaced by defaults, and refuses the start below.
        var settings = builder.Configuration.GetSection(HostSettings.SectionName).Get<HostSettings>() ?? new HostSettings();
        GrainHosting.Use(builder, settings);
        AddFlows(builder.Services, settings);
        HostTelemetry.Add(builder, settings);
        OperatorAccess.Add(builder.Services, settings);

        var app = builder.Build();
        app.MapCallGrainsHost();
        HostTelemetry.Map(app, settings);
        OrleansDashboard.Map(app, settings);
        return app;
    }

    /// <summary>The file beside the program, below whatever the folder has in which it was started.</summary>
    private static void AddOwnDefaults(ConfigurationManager configuration)
    {
        var own = new JsonConfigurationSource { Path = Path.Combine(AppContext.BaseDirectory, "appsettings.json"), Optional = true };
        own.ResolveFileProvider();
        configuration.Sources.Insert(0, own);
    }

    private static void AddFlows(IServiceCollection services, HostSettings settings)
    {
        services.AddSingleton<IDirectory, SampleDirectory>();
        AddSample<FrontDesk>(services, settings, "front-desk", "+15550100");
        AddSample<Survey>(services, settings, "survey", "+15550101");
        AddSample<Voicemail>(services, settings, "voicemail", "+15550103");
        AddSample<Reminder>(services, settings, "reminder", "+15550104");
        AddSample<AutoReply>(services, settings, "auto-reply", "+15550105");
        AddSample<ConferenceDoor>(services, settings, "conference", "+15550102");
        services.AddSingleton<IPinBook, SamplePins>().AddFlow<Meeting>();
        FlowAssemblies.Add(services, settings.FlowAssemblies);
    }

    /// <summary>
    /// The configuration may bind the number to another flow; and a sample that the number's carrier cannot do has no
    /// number, rather than keep the host from starting. The carriers themselves are not asked: on a silo they need the
    /// cluster, and the cluster needs the flows.
    /// </summary>
    private static void AddSample<TFlow>(IServiceCollection services, HostSettings settings, string name, string number)
        where TFlow : class
    {
        services.AddFlow<TFlow>();
        if (OwnersOf(number, settings).All(c => FlowDefinition.Of(typeof(TFlow)).LackingAt(c).Count == 0))
        {
            services.Configure<FlowOptions>(o => o.Numbers.TryAdd(number, name));
        }
    }

    private static IEnumerable<CarrierCapabilities> OwnersOf(string number, HostSettings settings)
    {
        var listing = settings.Carriers.Where(c => c.Value.Numbers.Contains(number)).Select(c => c.Key).ToList();
        return (listing.Count > 0 ? listing : [settings.Carrier]).Select(name => name == HostCarriers.Telnyx ? TelnyxDelivery.Capabilities : BandwidthDelivery.Capabilities);
    }

    private static async Task ServeAsync(WebApplication app, CancellationToken stop)
    {
        if (app.Services.GetRequiredService<IOptions<HostSettings>>().Value.Cluster is { IsOn: true, Tls.IsOn: false })
        {
            LogOpenCluster(app.Logger);
        }

        Console.WriteLine(Greeting(app, HostAddresses.Reachable(app.Urls) ?? new Uri("http://127.0.0.1/")));
        await app.WaitForShutdownAsync(stop);
        Console.WriteLine("Host stopped.");
    }

    private static string Greeting(WebApplication app, Uri url)
    {
        var settings = app.Services.GetRequiredService<IOptions<HostSettings>>().Value;
        var ports = GrainHosting.Ports(app.Services, settings) is { } silo ? $"\n  ports     {string.Join(", ", app.Urls)}; {silo}" : "";
        return $"""
            CallGrains  {url.GetLeftPart(UriPartial.Authority)}   ({GrainHosting.Describe(settings)})
              carrier   {Carriers(app.Services)}
              callbacks {Callbacks(settings, url)}
              journal   {settings.JournalPlace}
              flows     {app.Services.GetRequiredService<FlowRegistry>().KnownNames}
              control   {(settings.TakesCallbacks ? $"{url.GetLeftPart(UriPartial.Authority)}{settings.PathPrefix}/api/calls   (described at {settings.PathPrefix}/openapi/callgrains.json)" : "at an ingress; here are /healthz and /readyz")}{ports}{(settings.TakesCallbacks ? $"\n  console   {url.GetLeftPart(UriPartial.Authority)}{settings.PathPrefix}/console" : "")}
            """;
    }

    private static string Callbacks(HostSettings settings, Uri url) => $"{(settings.PublicUrl ?? url).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/')}{settings.PathPrefix}/callbacks/{(settings.Carriers.Count > 1 ? "NAME" : settings.Carrier)}";

    private static string Carriers(IServiceProvider services)
    {
        var names = services.GetRequiredService<CarrierSet>().All.Select(c => c.Name).ToList();
        return names.Count == 1 ? AddressOf(names[0]).ToString() : string.Join(", ", names.Select(n => $"{n} {AddressOf(n)}"));

        Uri AddressOf(string name) => name == HostCarriers.Telnyx
            ? services.GetRequiredService<IOptions<TelnyxOptions>>().Value.BaseUrl
            : services.GetRequiredService<IOptions<BandwidthOptions>>().Value.BaseUrl;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster's connections are neither encrypted nor authenticated (CallGrains:Cluster:Tls:CertificateFile is not set): whoever reaches a silo's ports may use its grains.")]
    private static partial void LogOpenCluster(ILogger logger);
}
