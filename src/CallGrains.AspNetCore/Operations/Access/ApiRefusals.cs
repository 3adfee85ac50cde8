using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// Counts and logs requests to the API that show no right key, and holds back who sends many wrong ones: after
/// <see cref="Most"/> in a minute the next are answered 429, without a line each. Safe for many threads.
/// </summary>
internal sealed partial class ApiRefusals
{
    /// <summary>Wrong keys from one source in a minute that are looked at one by one.</summary>
    public const int Most = 10;

    /// <summary>Sources that are told apart; what comes from yet others counts as one.</summary>
    private const int MostSources = 10_000;

    private const int NetworkBytes = 8;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (long Since, int Count)> _sources = [];
    private readonly Counter<long> _refused;
    private readonly TimeProvider _time;

    public ApiRefusals(IMeterFactory meters, TimeProvider time, ILogger<ApiRefusals> logger)
    {
        (_time, _logger) = (time, logger);
        _refused = Instruments.ApiRefused.Counter(meters.Create(CallGrainsTelemetry.Name));
    }

    /// <summary>
    /// Counts a refusal: <c>no_key</c>, <c>wrong_key</c>, <c>too_many</c>, <c>role</c> or <c>not_local</c>.
    /// </summary>
    public void Count(string why) => _refused.Add(1, new KeyValuePair<string, object?>("why", why));

    /// <summary>A wrong key has come.</summary>
    /// <param name="address">From where.</param>
    /// <returns>How long to wait, when too many have; else null.</returns>
    public TimeSpan? WrongKey(IPAddress? address)
    {
        var source = SourceOf(address ?? IPAddress.None);
        var (count, left) = Add(source);
        Count(count > Most ? "too_many" : "wrong_key");
        if (count <= Most)
        {
            LogWrong(source);
            return null;
        }

        if (count == Most + 1)
        {
            LogTooMany(source, left);
        }

        return left;
    }

    /// <summary>Of IPv6 the network: whoever has one address of it has all.</summary>
    private static IPAddress SourceOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return new IPAddress(bytes);
    }

    private (int Count, TimeSpan Left) Add(IPAddress source)
    {
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            if (!_sources.ContainsKey(source) && _sources.Count >= MostSources)
            {
                Forget(now);
                source = _sources.Count >= MostSources ? IPAddress.None : source;
            }

            var (since, count) = _sources.TryGetValue(source, out var seen) && _time.GetElapsedTime(seen.Since, now) < Window ? seen : (now, 0);
            _sources[source] = (since, count + 1);
            return (count + 1, Window - _time.GetElapsedTime(since, now));
        }
    }

    private void Forget(long now)
    {
        foreach (var (source, seen) in _sources)
        {
            if (_time.GetElapsedTime(seen.Since, now) >= Window)
            {
                _sources.Remove(source);
            }
        }
    }

    private readonly ILogger<ApiRefusals> _logger;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A wrong API key has come from {Source}")]
    private partial void LogWrong(IPAddress source);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Too many wrong API keys have come from {Source}: for {Time} more they are answered 429 and not logged")]
    private partial void LogTooMany(IPAddress source, TimeSpan time);
}
