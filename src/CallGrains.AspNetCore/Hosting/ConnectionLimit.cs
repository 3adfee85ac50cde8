using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// How many connections a process takes: some descriptors are kept, because without one neither journal nor carrier can
/// be reached, and the runtime itself ends. A limit that the application set is left.
/// </summary>
internal static class ConnectionLimit
{
    private const string Limits = "/proc/self/limits";

    /// <summary>
    /// For the journal, the carrier, silos, and the runtime's own: a host without a connection has some 300 open, most
    /// of them its libraries, and opens more of those at its first request.
    /// </summary>
    private const int Reserved = 500;

    /// <summary>Those that make room are closed a little later.</summary>
    private const int Closing = 100;

    public static void Apply(KestrelServerOptions kestrel, IdleConnections connections)
    {
        if (kestrel.Limits.MaxConcurrentConnections is null && Descriptors() is { } descriptors)
        {
            connections.Most = MostConnections(descriptors);
            kestrel.Limits.MaxConcurrentConnections = connections.Most + Math.Min(Closing, connections.Most / 4);
        }
    }

    /// <summary>At least half of the descriptors are for connections.</summary>
    internal static long MostConnections(long descriptors) => Math.Max(descriptors - Reserved, descriptors / 2);

    /// <summary>How many the process may have open; null where that is not known, or there is no limit.</summary>
    private static long? Descriptors() =>
        File.Exists(Limits)
        && File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal)) is { } line
        && long.TryParse(line[26..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], System.Globalization.CultureInfo.InvariantCulture, out var most)
            ? most
            : null;
}
