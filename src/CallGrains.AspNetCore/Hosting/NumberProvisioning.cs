using System.Net.Http.Json;
using System.Text.Json.Nodes;
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
    BandwidthProvisioner provisioner,
    HostCallbackUrls urls,
    FlowRegistry flows,
    IOptions<FlowOptions> options,
    IOptions<HostSettings> settings,
    IOptions<BandwidthOptions> carrier,
    IServiceProvider services,
    TimeProvider time,
    ILogger<NumberProvisioning> logger)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private bool IsSimulator => carrier.Value.BaseUrl.IsLoopback;

    /// <summary>Whether this process sets the carrier up.</summary>
    public static bool IsOn(HostSettings settings, BandwidthOptions carrier) => settings.TakesCallbacks && (settings.Provision ?? carrier.BaseUrl.IsLoopback);

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
                LogChange(change.Target, change.Detail);
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
        provisioner.ApplyAsync(Plan(), new ProvisioningOptions { OrderMissingNumbers = IsSimulator }, cancellationToken);

    /// <summary>
    /// An application for each pair of flows. Texts always have a URL, the flow of the calls where there is none for
    /// texts: a STOP to a number whose flow only texts is the framework's.
    /// </summary>
    private List<ApplicationPlan> Plan() => Bound().GroupBy(n => (n.Calls, n.Texts), n => n.Number).Select(flow => new ApplicationPlan(NameOf(flow.Key.Calls, flow.Key.Texts))
    {
        IncomingCallUrl = flow.Key.Calls is { } calls ? urls.ForFlow("bandwidth", calls) : null,
        IncomingCallFallbackUrl = flow.Key.Calls is { } called ? urls.FallbackForFlow("bandwidth", called) : null,
        IncomingMessageUrl = urls.ForFlow("bandwidth", flow.Key.Texts ?? flow.Key.Calls!),
        IncomingMessageFallbackUrl = urls.FallbackForFlow("bandwidth", flow.Key.Texts ?? flow.Key.Calls!),
        CallbackHttpMethod = settings.Value.CallbackHttpMethod,
        Numbers = [.. flow],
    }).ToList();

    /// <summary>
    /// Our numbers with the flows of their calls and texts. What the carrier does not sell as a number is left out, and
    /// told once: it does not hold up the rest.
    /// </summary>
    private IEnumerable<(string Number, string? Calls, string? Texts)> Bound()
    {
        foreach (var number in options.Value.Numbers.Keys.Union(options.Value.Texts.Keys, StringComparer.Ordinal))
        {
            if (!Party.CanBeCalled(number))
            {
                TellOnce(number);
                continue;
            }

            yield return (number, flows.ForCall(null, null, number)?.Name, flows.ForThread(null, null, number)?.Name);
        }
    }

    private void TellOnce(string number)
    {
        if (_told.Add(number))
        {
            LogNotSetUp(number, Party.IsShortCode(number) ? "a short code is bound at the carrier by hand" : "it is no number in E.164, such as +15550100");
        }
    }

    private static string NameOf(string? calls, string? texts) => $"callgrains-{calls ?? texts}{(calls is not null && texts is not null ? $"-{texts}" : "")}";

    [LoggerMessage(Level = LogLevel.Information, Message = "Carrier set up: {Target}: {Detail}")]
    private partial void LogChange(string target, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The number '{Number}' of CallGrains:Flows is not set up: {Reason}. Its flow answers what the carrier sends here.")]
    private partial void LogNotSetUp(string number, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The carrier at {Carrier} cannot be set up yet: {Reason} Trying again.")]
    private partial void LogFailed(Uri carrier, string reason);
}
