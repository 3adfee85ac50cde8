using CallGrains.Bandwidth;
using CallGrains.AspNetCore.Hosting;
using CallGrains.AspNetCore.Ingress;
using CallGrains.AspNetCore.Operations;
using CallGrains.Storage;
using CallGrains.Telnyx;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes a web application a whole CallGrains host.</summary>
public static class CallGrainsHostServices
{
    /// <summary>
    /// Adds all that a host needs beside its flows and whoever hosts their grains: the journal (SQLite in the data
    /// folder, or the cluster's PostgreSQL), the carriers, the callback endpoints, the control API and readiness, set
    /// up by the configuration (<see cref="HostSettings"/>, sections <c>CallGrains</c>, <c>Bandwidth</c> and
    /// <c>Telnyx</c>), and what runs beside them: bringing back live calls, setting up the numbers of
    /// <see cref="FlowOptions.Numbers"/>, asking the carriers, and testing the public address. It listens where ASP.NET
    /// Core is told to, else on 127.0.0.1. What must be ready is a health check tagged <c>ready</c>
    /// (<see cref="ReadyCheck.Tag"/>).
    /// </summary>
    /// <remarks>
    /// To be followed by <c>builder.Services.AddCallGrains()</c>, which hosts grains in this process, or by an Orleans
    /// silo with <c>silo.AddCallGrains()</c>; by <c>builder.Services.AddFlow&lt;T&gt;()</c>; and after the build by
    /// <c>app.MapCallGrainsHost()</c>. Wrong settings stop the application there, all faults at once, keys that no
    /// option has among them, in words for people (<see cref="StartRefusedException"/>).
    /// </remarks>
    /// <param name="builder">The application.</param>
    /// <param name="configure">Changes the settings after the configuration has been read; null changes
    /// nothing.</param>
    /// <returns>The same application.</returns>
    public static WebApplicationBuilder AddCallGrainsHost(this WebApplicationBuilder builder, Action<HostSettings>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        StartRefusedException.EndProgramQuietly();
        LoggingDefaults.Add(builder.Configuration);
        SecretFolder.Add(builder.Configuration);
        builder.Services.AddSingleton(new SettingsFaults(SettingsCheck.Run(builder.Configuration)));
        var settings = builder.Configuration.GetSection(HostSettings.SectionName).Get<HostSettings>() ?? new HostSettings();
        configure?.Invoke(settings);
        var address = new OwnAddress(HostAddresses.Default(builder.Configuration, settings));
        builder.Services.AddSingleton(address);
        if (address.Url is { } url)
        {
            builder.WebHost.UseUrls(url);
        }

        if (!settings.Telemetry.ShowNumbers)
        {
            MaskedLogging.Add(builder.Services);
        }

        IdleConnections.Add(builder.Services);
        ClientCertificates.Ask(builder.WebHost, settings.Access);
        builder.Services.AddSingleton<AccessGuard>();
        StartGuard.Watch(builder.Services);
        AddSettings(builder.Services, configure);
        AddCarrier(builder.Services, builder.Configuration, settings);
        AddStorage(builder.Services, settings);
        JournalKeyChoice.Add(builder.Services, settings);
        builder.Services.AddCallGrainsIngress();
        _ = settings.TakesCallbacks ? builder.Services.AddCallGrainsOperations() : builder.Services.AddCallGrainsHealth();
        ConsoleLogin.Add(builder.Services, builder.Configuration, settings);
        AddHealth(builder.Services);
        builder.Services.AddSingleton<PublicUrlCheck>();
        builder.Services.AddSingleton<NumberPlan>();
        builder.Services.AddSingleton<NumberProvisioning>();
        builder.Services.AddSingleton<FlowVersionCheck>();
        builder.Services.AddSingleton<FlowNeedsCheck>();
        builder.Services.AddHostedService<HostWork>();
        AddRetention(builder.Services, settings);
        EventServices.Add(builder.Services, settings);
        AddDrain(builder.Services, Drain.TimeOf(settings, builder.Environment));
        return builder;
    }

    private static void AddSettings(IServiceCollection services, Action<HostSettings>? configure)
    {
        services.AddOptions<HostSettings>().BindConfiguration(HostSettings.SectionName).Configure(configure ?? (_ => { })).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HostSettings>, HostSettingsValidator>();
        services.AddOptions<GrainOptions>().Configure<IConfiguration>((o, configuration) => o.LogScopes = LoggingDefaults.HasScopes(configuration)).BindConfiguration("CallGrains:Grains").ValidateOnStart();
        services.AddSingleton<IValidateOptions<GrainOptions>, GrainOptionsValidator>();
        services.AddOptions<FlowOptions>().BindConfiguration("CallGrains:Flows").ValidateOnStart();
        services.AddSingleton<IValidateOptions<FlowOptions>, FlowOptionsValidator>();
    }

    /// <summary>After all else, so that it is the first to be told of the stop.</summary>
    private static void AddDrain(IServiceCollection services, TimeSpan time)
    {
        services.AddSingleton<Drain>();
        services.AddHostedService(p => p.GetRequiredService<Drain>());
        services.PostConfigure<HostOptions>(o => o.ShutdownTimeout += time > TimeSpan.Zero ? time : TimeSpan.Zero);
    }

    /// <summary>Where grains live; an ingress has the same journal, but other work.</summary>
    private static void AddRetention(IServiceCollection services, HostSettings settings)
    {
        services.AddMetrics();
        services.TryAddSingleton<PurgeCount>();
        if (settings.Role != HostRoles.Ingress)
        {
            services.AddHostedService<RetentionSweep>();
        }
    }

    private static void AddHealth(IServiceCollection services) => services.AddSingleton<JournalCheck>().AddHealthChecks()
        .AddCheck<RunningCheck>("running", tags: [ReadyCheck.Tag])
        .AddCheck<JournalCheck>("journal", tags: [ReadyCheck.Tag])
        .AddCheck<RecoveryCheck>("recovery", tags: [ReadyCheck.Tag])
        .AddCheck<FlowsCheck>("flows", tags: [ReadyCheck.Tag])
        .AddCheck<CarriersCheck>("carriers", tags: [ReadyCheck.Tag])
        .AddCheck<NumbersCheck>("numbers", tags: [ReadyCheck.Tag])
        .AddCheck<PublicUrlHealthCheck>("public-url", tags: [ReadyCheck.Tag]);

    private static void AddCarrier(IServiceCollection services, ConfigurationManager configuration, HostSettings settings)
    {
        foreach (var name in settings.CarrierNames)
        {
            _ = name == HostCarriers.Telnyx
                ? services.AddTelnyx(configuration.GetSection(TelnyxOptions.SectionName).Bind)
                : services.AddBandwidth(o => ConfigureCarrier(o, configuration, settings));
        }

        services.AddCallGrainsCarriers().Configure<CarrierRoutingOptions>(o =>
        {
            foreach (var (name, route) in settings.Carriers)
            {
                o.Carriers[name] = route;
            }
        });
        services.AddOptions<IngressOptions>().Configure(o => o.PublicUrl ??= settings.PublicUrl)
            .PostConfigure<IOptions<BandwidthOptions>, IHostEnvironment>((o, carrier, environment) => o.SignedOnly ??= TakesSignedOnly(settings, o, carrier, environment));
        services.AddSingleton(p => CapabilityKey.Tokens(settings, KeyStore(p), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<HostCallbackUrls>();
        services.AddSingleton<ICallbackUrls>(p => p.GetRequiredService<HostCallbackUrls>());
    }

    /// <summary>
    /// A host that tells the carrier its URLs itself, knows that they are signed; a silo takes no callbacks at all. In
    /// Development one may also try the plain ones.
    /// </summary>
    private static bool? TakesSignedOnly(HostSettings settings, IngressOptions ingress, IOptions<BandwidthOptions> carrier, IHostEnvironment environment) =>
        !settings.TakesCallbacks || (ingress.CredentialsOf("bandwidth") is null && !environment.IsDevelopment() && NumberProvisioning.IsOn(settings, carrier.Value)) ? true : null;

    private static ICapabilityKeyStore? KeyStore(IServiceProvider services) =>
        services.GetService<PostgresCluster>() ?? services.GetService<ICapabilityKeyStore>() ?? Store(services.GetRequiredService<IJournal>()) as ICapabilityKeyStore;

    private static IJournal Store(IJournal journal) => journal is EncryptedJournal encrypted ? encrypted.Store : journal;

    private static void AddStorage(IServiceCollection services, HostSettings settings)
    {
        if (settings.Cluster.IsOn)
        {
            services.AddSingleton(p => PostgresCluster.Open(settings.Cluster.Journal, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<PostgresCluster>>()));
            JournalChoice.AddPostgres(services, settings, settings.Cluster.Journal, settings.Cluster.PasswordFile);
        }
        else
        {
            JournalChoice.Add(services, settings);
        }
    }

    /// <summary>
    /// The account comes from section <c>Bandwidth</c>; a carrier on this machine is a simulator, whose account is
    /// known.
    /// </summary>
    private static void ConfigureCarrier(BandwidthOptions options, ConfigurationManager configuration, HostSettings settings)
    {
        configuration.GetSection(BandwidthOptions.SectionName).Bind(options);
        options.CallbackHttpMethod = settings.CallbackHttpMethod;
        if (options.BaseUrl is { IsAbsoluteUri: true, IsLoopback: true })
        {
            options.UserId = Or(options.UserId, "u-simulator");
            options.Token = Or(options.Token, "t-simulator");
            options.Secret = options.SecretFile is null ? Or(options.Secret, "s-simulator") : options.Secret;
        }

        static string Or(string value, string otherwise) => value.Length > 0 ? value : otherwise;
    }
}
