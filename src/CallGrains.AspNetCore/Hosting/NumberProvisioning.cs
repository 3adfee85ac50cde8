using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CallGrains.Bandwidth;
using CallGrains.Bandwidth.Provisioning;
using CallGrains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Binds the numbers of <see cref="FlowOptions"/> to their flows through applications, by the REST calls that a real
/// account needs. A simulator that was restarted has forgotten them, so its instance is watched while the host runs.
/// </summary>
internal sealed partial class NumberProvisioning(
    NumberPlan plan,
    IOptions<HostSettings> settings,
    IOptions<BandwidthOptions> carrier,
    IServiceProvider services,
    TimeProvider time,
    ILogger<NumberProvisioning> logger)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    // What is signed opens the flow to whoever reads the log, for ever.
    private static readonly Regex SignedFlow = new("/f/[A-Za-z0-9_.~-]+", RegexOptions.CultureInvariant);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private bool IsSimulator => carrier.Value.BaseUrl.IsLoopback;

    /// <summary>Whether this process sets the carrier up.</summary>
    public static bool IsOn(HostSettings settings, BandwidthOptions carrier) => settings.TakesCallbacks && settings.CarrierNames.Contains(HostCarriers.Bandwidth) && (settings.Provision ?? carrier.BaseUrl is { IsAbsoluteUri: true, IsLoopback: true });

    /// <summary>Whether the carrier is set up, or is not to be.</summary>
    public bool IsDone { get; private set; }

    /// <summary>
    /// Sets the applications up; at a simulator, again whenever it was restarted, until the host stops.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!IsOn(settings.Value, carrier.Value))
        {
            IsDone = true;
            return;
        }

        using var client = new HttpClient { BaseAddress = carrier.Value.BaseUrl, Timeout = TimeSpan.FromSeconds(5) };
        string? done = null;
        do
        {
            var instance = IsSimulator ? await InstanceAsync(client, cancellationToken) : "account";
            if (instance is not null && instance != done && await TryApplyAsync(cancellationToken))
            {
                done = instance;
                IsDone = true;
            }

            await Task.Delay(Again, time, cancellationToken);
        }
        while (IsSimulator || done is null);
    }

    /// <summary>Which run of the simulator this is; null when it does not answer.</summary>
    private static async Task<string?> InstanceAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            var health = await client.GetFromJsonAsync<JsonObject>("/healthz", cancellationToken);
            return health?["instance"]?.ToString() ?? "unknown";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or System.Text.Json.JsonException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<bool> TryApplyAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Two ingresses that start at once would each create what they do not find.
            var changes = services.GetService<PostgresCluster>() is { } cluster ? await cluster.InTurnAsync(ApplyAsync, cancellationToken) : await ApplyAsync(cancellationToken);
            foreach (var change in changes)
            {
                LogChange(change.Target, SignedFlow.Replace(change.Detail, "/f/…"));
            }

            return true;
        }
        catch (Exception e) when (e is CarrierException or JournalUnavailableException)
        {
            LogFailed(carrier.Value.BaseUrl, e.Message);
            return false;
        }
    }

    private Task<IReadOnlyList<ProvisioningChange>> ApplyAsync(CancellationToken cancellationToken) =>
        services.GetRequiredService<BandwidthProvisioner>().ApplyAsync(Plan(), new ProvisioningOptions { OrderMissingNumbers = IsSimulator }, cancellationToken);

    private IReadOnlyList<ApplicationPlan> Plan()
    {
        var (applications, left) = plan.Make();
        foreach (var number in left.Where(_told.Add))
        {
            LogNotSetUp(number, Party.IsShortCode(number) ? "a short code is bound at the carrier by hand" : "it is no number in E.164, such as +15550100");
        }

        return applications;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Carrier set up: {Target}: {Detail}")]
    private partial void LogChange(string target, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The number '{Number}' of CallGrains:Flows is not set up: {Reason}. Its flow answers what the carrier sends here.")]
    private partial void LogNotSetUp(string number, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The carrier at {Carrier} cannot be set up yet: {Reason} Trying again.")]
    private partial void LogFailed(Uri carrier, string reason);
}
