using System.Net;
using System.Net.Sockets;

namespace CallGrains.AspNetCore.Http;

/// <summary>
/// Counts what each source did in the last minute or so; memory is bounded, however many sources there are. Safe for
/// many threads.
/// </summary>
internal sealed class SourceCounts(TimeProvider time)
{
    /// <summary>Lines of the log for one source in a minute.</summary>
    public const int MostLines = 10;

    /// <summary>Sources that are told apart; what comes from yet others counts as one.</summary>
    private const int MostSources = 10_000;

    private const int NetworkBytes = 8;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (long Since, int Count)> _sources = [];

    /// <summary>Of IPv6 the network: whoever has one address of it has all.</summary>
    public static IPAddress SourceOf(IPAddress? address)
    {
        if (address is null || address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address is null ? IPAddress.None : address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return new IPAddress(bytes);
    }

    /// <summary>Counts one more.</summary>
    /// <param name="source">The source.</param>
    /// <returns>How many there were in its minute, with this one, and how long that minute lasts.</returns>
    public (int Count, TimeSpan Left) Add(IPAddress source)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (!_sources.ContainsKey(source) && _sources.Count >= MostSources)
            {
                Forget(now);
                source = _sources.Count >= MostSources ? IPAddress.None : source;
            }

            var (since, count) = _sources.TryGetValue(source, out var seen) && time.GetElapsedTime(seen.Since, now) < Window ? seen : (now, 0);
            _sources[source] = (since, count + 1);
            return (count + 1, Window - time.GetElapsedTime(since, now));
        }
    }

    /// <summary>How long a source's minute lasts, when it has more than so many in it; else null.</summary>
    public TimeSpan? Beyond(IPAddress source, int most)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            return _sources.TryGetValue(source, out var seen) && seen.Count > most && time.GetElapsedTime(seen.Since, now) is var age && age < Window ? Window - age : null;
        }
    }

    private void Forget(long now)
    {
        foreach (var (source, seen) in _sources)
        {
            if (time.GetElapsedTime(seen.Since, now) >= Window)
            {
                _sources.Remove(source);
            }
        }
    }
}
