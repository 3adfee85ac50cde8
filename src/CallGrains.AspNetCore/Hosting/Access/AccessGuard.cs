using System.Diagnostics.Metrics;
using System.Net;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Who comes in at all: asks from where, and in the area of callbacks for a certificate, before anything is read. Safe
/// for many threads.
/// </summary>
internal sealed partial class AccessGuard
{
    private readonly Dictionary<AccessArea, IReadOnlyList<IPNetwork>> _networks = [];
    private readonly ClientCertificates? _certificates;
    private readonly Counter<long> _refused;
    private readonly SourceCounts _sources;
    private readonly ILogger<AccessGuard> _logger;

    public AccessGuard(IOptions<HostSettings> settings, IMeterFactory meters, TimeProvider time, ILogger<AccessGuard> logger)
    {
        var access = settings.Value.Access;
        foreach (var (area, list) in new[] { (AccessArea.Callbacks, access.Callbacks.Networks), (AccessArea.Api, access.Api.Networks), (AccessArea.Console, access.Console.Networks) })
        {
            if (list.Count > 0)
            {
                _networks[area] = Network.Parse(list);
            }
        }

        _certificates = access.Callbacks.ClientCertificate.IsOn ? new ClientCertificates(access, time) : null;
        _refused = Instruments.AccessRefused.Counter(meters.Create(CallGrainsTelemetry.Name));
        (_sources, _logger) = (new SourceCounts(time), logger);
    }

    /// <summary>Puts the guard before the endpoints of an area, and named proxies before the guard.</summary>
    public static void Use(WebApplication app, AccessSettings access)
    {
        TrustedProxies.Use(app, access);
        if (!access.IsOn)
        {
            return;
        }

        var guard = app.Services.GetRequiredService<AccessGuard>();
        app.Use(next => context => context.GetEndpoint()?.Metadata.GetMetadata<AreaMark>() is { } mark && guard.Check(context, mark.Area) is { } refusal
            ? refusal.ExecuteAsync(context)
            : next(context));
    }

    /// <summary>Checks a request; null when it may come in.</summary>
    public Refusal? Check(HttpContext context, AccessArea area)
    {
        var address = context.Connection.RemoteIpAddress;
        if (_networks.TryGetValue(area, out var networks) && !Network.Has(networks, address))
        {
            Note(area, "network", address, "its network is not named");
            return new(StatusCodes.Status403Forbidden, "Forbidden", "Nothing is taken here from the network that this comes from.");
        }

        if (area == AccessArea.Callbacks && _certificates?.Fault(context) is { } fault)
        {
            Note(area, "certificate", address, fault);
            return new(StatusCodes.Status403Forbidden, "Forbidden", "Callbacks are taken here only with a client certificate that this host knows.");
        }

        return null;
    }

    /// <summary>
    /// Each is counted; of one source in a minute some are logged, so that nobody fills a disk with lines.
    /// </summary>
    private void Note(AccessArea area, string why, IPAddress? address, string fault)
    {
        var word = area.ToString().ToLowerInvariant();
        _refused.Add(1, new("area", word), new("why", why));
        var source = SourceCounts.SourceOf(address);
        if (_sources.Add(source).Count <= SourceCounts.MostLines)
        {
            LogRefused(source, word, fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Source} was not let in to {Area}: {Fault}")]
    private partial void LogRefused(IPAddress source, string area, string fault);
}

/// <summary>What is in an area.</summary>
internal enum AccessArea
{
    /// <summary>Callbacks of carriers.</summary>
    Callbacks,

    /// <summary>The control API.</summary>
    Api,

    /// <summary>The console.</summary>
    Console,
}

/// <summary>Says in which area an endpoint is.</summary>
/// <param name="Area">The area.</param>
internal sealed record AreaMark(AccessArea Area);
