using CallGrains.Flows;

namespace CallGrains.Storage;

/// <summary>
/// A digest (FNV-1a) of what a head says about its grain, apart from its progress. That hardly ever changes, and by the
/// digest the database sees whether it has: only then the row that lists show is written again.
/// </summary>
internal static class PostgresAbout
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static long Digest(GrainHead head)
    {
        var digest = Basis;
        Add(ref digest, head.Flow);
        Add(ref digest, head.FlowVersion);
        Add(ref digest, head.Direction);
        Add(ref digest, head.From);
        Add(ref digest, head.To);
        Add(ref digest, head.CarrierId);
        Add(ref digest, head.CreatedAt.UtcTicks);
        Add(ref digest, head.EndedAt?.UtcTicks ?? -1);
        Add(ref digest, head.Cause);
        Add(ref digest, head.Fault);
        return (long)digest;
    }

    // The length goes in too, so that "ab" beside "c" differs from "a" beside "bc", and null from "".
    private static void Add(ref ulong digest, string? text)
    {
        Add(ref digest, text?.Length ?? -1);
        foreach (var c in text ?? "")
        {
            digest = (digest ^ c) * Prime;
        }
    }

    private static void Add(ref ulong digest, long number)
    {
        for (var shift = 0; shift < 64; shift += 16)
        {
            digest = (digest ^ (ushort)(number >> shift)) * Prime;
        }
    }
}
