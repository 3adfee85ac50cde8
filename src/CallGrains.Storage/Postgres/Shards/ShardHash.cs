using System.Text;

namespace CallGrains.Storage;

/// <summary>
/// Which database keeps a grain. It depends on the grain's address and the number of databases alone, and never
/// changes: what was written would not be found again.
/// </summary>
internal static class ShardHash
{
    /// <summary>The number of the database, from 0.</summary>
    /// <param name="address">The grain.</param>
    /// <param name="count">How many databases there are.</param>
    public static int Of(FlowAddress address, int count) => Of(PostgresText.Clean(address.ToString())!, count);

    /// <summary>The same for an address as it is stored.</summary>
    public static int Of(string address, int count)
    {
        // FNV-1a, mixed as MurmurHash mixes at its end, because addresses differ in their last digits.
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(address))
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return (int)Math.BigMul(hash ^ (hash >> 33), (ulong)count, out _);
    }
}
