using CallGrains.Carriers.Bandwidth;
using CallGrains.Flows;
using CallGrains.Host.Flows;
using CallGrains.Operations;
using CallGrains.Storage;
using Microsoft.Extensions.Options;

namespace CallGrains.Host.Composition;

/// <summary>Puts the parts together and runs them.</summary>
internal static class HostApplication
{
    public static async Task<int> RunAsync(Dictionary<string, string?> commandLine, CancellationToken stop)
    {
        try
        {
            await using var app = Build(commandLine);
            await app.StartAsync(stop);
            await ServeAsync(app, stop);
            return 0;
        }
        catch (Exception e) when (e is OptionsValidationException or AggregateException { InnerException: OptionsValidationException })
        {
            var faults = (e is AggregateException all ? all.InnerExceptions : [e]).OfType<OptionsValidationException>().SelectMany(o => o.Failures);
            await Console.Error.WriteLineAsync("CallGrains cannot start with these settings:\n  " + string.Join("\n  ", faults));
        }
        catch (Exception e) when (e is IOException or JournalUnavailableException or JournalFormatException or ArgumentException)
        {
            await Console.Error.WriteLineAsync("CallGrains cannot start: " + e.Message);
        }

        return 1;
    }

    private static WebApplication Build(Dictionary<string, string?> commandLine)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(commandLine);
        var settings = builder.Configuration.GetSection(HostSettings.SectionName).Get<HostSettings>() ?? new HostSettings();
        builder.WebHost.UseUrls($"http://127.0.0.1:{settings.Port}");
        builder.Logging.AddSimpleConsole(o => { o.SingleLine = true; o.TimestampFormat = "HH:mm:ss.fff "; });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Hosting", LogLevel.Warning);
        // A refused start is told below, in words for people; the framework would print a stack trace above them.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        AddServices(builder.Services, builder.Configuration, settings);
        GrainHosting.Use(builder, settings);

        var app = builder.Build();
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        if (settings.TakesCallbacks)
        {
            app.UseCallGrainsSelfTest();
            app.MapCallGrainsIngress();
            app.MapCallGrainsOperations();
        }
        else
        {
            app.MapCallGrainsHealth();
        }

        return app;
    }

    private static void AddServices(IServiceCollection services, ConfigurationManager configuration, HostSettings settings)
    {
        services.AddOptions<HostSettings>().BindConfiguration(HostSettings.SectionName).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HostSettings>, HostSettingsValidator>();
        services.AddOptions<GrainOptions>().BindConfiguration("CallGrains:Grains");
        services.AddOptions<FlowOptions>().BindConfiguration("CallGrains:Flows");
        AddStorage(services, settings);
        services.AddBandwidth(o => ConfigureCarrier(o, configuration, settings));
        services.AddSingleton<ICallbackReader, BandwidthCallbackReader>();
        services.AddSingleton(p => CapabilityKey.Tokens(settings, p.GetService<PostgresCluster>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<HostCallbackUrls>();
        services.AddSingleton<ICallbackUrls>(p => p.GetRequiredService<HostCallbackUrls>());
        services.AddCallGrainsIngress();
        _ = settings.TakesCallbacks ? services.AddCallGrainsOperations() : services.AddCallGrainsHealth();
        services.AddSingleton<IReadiness, HostReadiness>();
        services.AddSingleton<PublicUrlCheck>();
        services.AddSingleton<IReadiness>(p => p.GetRequiredService<PublicUrlCheck>());
        services.AddSingleton<SampleProvisioning>();
        services.AddSingleton<IDirectory, SampleDirectory>();
        services.AddFlow<FrontDesk>().AddFlow<Survey>().AddFlow<Voicemail>().AddFlow<Reminder>().AddFlow<AutoReply>();
        FlowAssemblies.Add(services, settings.FlowAssemblies);
    }

    private static void AddStorage(IServiceCollection services, HostSettings settings)
    {
        if (settings.Cluster.IsOn)
        {
            services.AddSingleton(p => PostgresCluster.Open(settings.Cluster.Journal, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<PostgresCluster>>()));
            services.AddPostgresJournal(settings.Cluster.Journal);
        }
        else
        {
            services.AddSqliteJournal(new SqliteJournalOptions { Path = Path.Combine(settings.Data, "journal.db") });
        }
    }

    /// <summary>The account comes from section <c>Bandwidth</c>; a carrier on this machine is a simulator, whose account is known.</summary>
    private static void ConfigureCarrier(BandwidthOptions options, ConfigurationManager configuration, HostSettings settings)
    {
        configuration.GetSection(BandwidthOptions.SectionName).Bind(options);
        options.CallbackHttpMethod = settings.CallbackHttpMethod;
        if (options.BaseUrl.IsLoopback)
        {
            options.UserId = Or(options.UserId, "u-simulator");
            options.Token = Or(options.Token, "t-simulator");
            options.Secret = Or(options.Secret, "s-simulator");
        }

        static string Or(string value, string otherwise) => value.Length > 0 ? value : otherwise;
    }

    /// <summary>Callbacks come in from here on; then what was live at the last stop is brought back, so that nothing said meanwhile is missed.</summary>
    private static async Task ServeAsync(WebApplication app, CancellationToken stop)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop, app.Lifetime.ApplicationStopping);
        var url = new Uri(app.Urls.First());
        app.Services.GetRequiredService<HostCallbackUrls>().Listening(url);
        Console.WriteLine(Greeting(app, url));
        var recovering = GrainHosting.RecoverAsync(app.Services, stopping.Token);
        var provisioning = app.Services.GetRequiredService<SampleProvisioning>().RunAsync(stopping.Token);
        var testing = app.Services.GetRequiredService<PublicUrlCheck>().RunAsync(stopping.Token);
        await app.WaitForShutdownAsync(stop);
        await stopping.CancelAsync();
        await Task.WhenAll(recovering, provisioning, testing).ContinueWith(_ => { }, TaskScheduler.Default);
        Console.WriteLine("Host stopped.");
    }

    private static string Greeting(WebApplication app, Uri url)
    {
        var settings = app.Services.GetRequiredService<IOptions<HostSettings>>().Value;
        return $"""
            CallGrains  {url.GetLeftPart(UriPartial.Authority)}   ({GrainHosting.Describe(settings)})
              carrier   {app.Services.GetRequiredService<IOptions<BandwidthOptions>>().Value.BaseUrl}
              callbacks {app.Services.GetRequiredService<HostCallbackUrls>().PublicUrl}callbacks/bandwidth
              journal   {(settings.Cluster.IsOn ? settings.Cluster.Database : Path.GetFullPath(Path.Combine(settings.Data, "journal.db")))}
              flows     {app.Services.GetRequiredService<FlowRegistry>().KnownNames}
              control   {(settings.TakesCallbacks ? $"{url.GetLeftPart(UriPartial.Authority)}/api/calls   (described at /openapi/v1.json)" : "at an ingress; here are /healthz and /readyz")}
            """;
    }
}
