namespace CallGrains.Storage;

/// <summary>
/// A digest (FNV-1a) of what a summary says about its grain, apart from its progress. That hardly ever changes, and by
/// the digest the database sees whether it has: only then the row that lists show is written again.
/// </summary>
internal static class PostgresAbout
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static long Digest(GrainSummary summary)
    {
        var digest = Basis;
        Add(ref digest, summary.Flow);
        Add(ref digest, summary.FlowVersion);
        Add(ref digest, summary.Direction);
        Add(ref digest, summary.From);
        Add(ref digest, summary.To);
        Add(ref digest, summary.CarrierId);
        Add(ref digest, summary.CreatedAt.UtcTicks);
        Add(ref digest, summary.EndedAt?.UtcTicks ?? -1);
        Add(ref digest, summary.Cause);
        Add(ref digest, summary.Fault);
        Add(ref digest, summary.Status);
        Add(ref digest, summary.Result);
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
