using CallGrains.AspNetCore.Hosting;
using CallGrains.Bandwidth;
using CallGrains.Storage;
using CallGrains.Telnyx;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.Tool.Doctor;

/// <summary>Where the settings of a host come from.</summary>
/// <param name="Folder">The folder that the host is started in; its appsettings.json counts.</param>
/// <param name="Environment">The environment's name.</param>
/// <param name="Settings">What the command line says, by its keys.</param>
internal sealed record SettingsPlace(string Folder, string Environment, IReadOnlyDictionary<string, string?> Settings);

/// <summary>
/// A host as its settings describe it, composed as the host composes itself, but not started: nothing is opened, made
/// or changed.
/// </summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Installation(WebApplication app, SettingsPlace place)
    {
        (_app, Place) = (app, place);
        Settings = app.Configuration.GetSection(HostSettings.SectionName).Get<HostSettings>() ?? new HostSettings();
    }

    public SettingsPlace Place { get; }

    public HostSettings Settings { get; }

    public IConfiguration Configuration => _app.Configuration;

    public static Installation Read(SettingsPlace place)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = place.Folder, EnvironmentName = place.Environment });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(place.Settings);
        var own = new JsonConfigurationSource { Path = Path.Combine(AppContext.BaseDirectory, "appsettings.json"), Optional = true };
        own.ResolveFileProvider();
        builder.Configuration.Sources.Insert(0, own);
        builder.AddCallGrainsHost();
        builder.Services.AddCallGrains();
        return new Installation(builder.Build(), place);
    }

    /// <summary>
    /// All that the host itself would refuse to start with; not which flows there are, which only it knows.
    /// </summary>
    public IReadOnlyList<string> Faults()
    {
        try
        {
            _app.Services.GetService<IStartupValidator>()?.Validate();
            return [];
        }
        catch (Exception e) when (e is OptionsValidationException or AggregateException { InnerException: OptionsValidationException })
        {
            var faults = (e is AggregateException all ? all.InnerExceptions : [e]).OfType<OptionsValidationException>();
            return [.. faults.Where(f => f.OptionsType != typeof(FlowOptions)).SelectMany(f => f.Failures).Distinct()];
        }
    }

    /// <summary>A file or folder as the host finds it.</summary>
    public string PathOf(string path) => Path.GetFullPath(path, Place.Folder);

    /// <summary>The SQLite journal; null where the journal is elsewhere.</summary>
    public SqliteJournalOptions? Sqlite => !Settings.Cluster.IsOn && Settings.Journal == JournalChoice.Sqlite ? new() { Path = PathOf(Path.Combine(Settings.Data, "journal.db")), BusyLimit = TimeSpan.FromSeconds(5) } : null;

    /// <summary>The database; null where the journal is elsewhere.</summary>
    public string? Database => Settings.Cluster.IsOn ? SecretFile.Complete(Settings.Cluster.ConnectionString!, Full(Settings.Cluster.PasswordFile))
        : Settings.Journal is JournalChoice.Sqlite or JournalChoice.Memory ? null
        : SecretFile.Complete(Settings.Journal, Full(Settings.JournalPasswordFile));

    /// <summary>Where the host listens on this machine.</summary>
    public Uri? Address => HostAddresses.Default(Configuration, Settings) is { } own ? new Uri(own) : HostAddresses.Reachable((Configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries));

    public BandwidthOptions Bandwidth => _app.Services.GetRequiredService<IOptions<BandwidthOptions>>().Value;

    public TelnyxOptions Telnyx => _app.Services.GetRequiredService<IOptions<TelnyxOptions>>().Value;

    /// <summary>Where carriers report, with the prefix of the host's paths.</summary>
    public Uri? PublicUrl => Settings.PublicUrl is { IsAbsoluteUri: true } url ? new UriBuilder(url) { Path = url.AbsolutePath.TrimEnd('/') + Settings.PathPrefix }.Uri : null;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string? Full(string? file) => file is null ? null : PathOf(file);
}
