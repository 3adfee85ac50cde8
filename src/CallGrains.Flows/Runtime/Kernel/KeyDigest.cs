using System.Globalization;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// 128 bits in place of a key's text: a call that remembers what it has seen holds 16 bytes an event instead of some
/// hundred. Two keys of one call meet by chance once in 10^36 calls; a carrier that made them meet would only drop an
/// event of its own. It stands in a snapshot of a flow that begins anew; elsewhere it never leaves the process.
/// </summary>
internal static class KeyDigest
{
    // FNV-1a twice, from different beginnings and with different multipliers.
    private const ulong Begin1 = 14695981039346656037;
    private const ulong Begin2 = 9650029242287828579;
    private const ulong Step1 = 1099511628211;
    private const ulong Step2 = 11400714819323198485;

    /// <summary>The digest of a key.</summary>
    public static UInt128 Of(ReadOnlySpan<char> key)
    {
        var (a, b) = (Begin1, Begin2);
        foreach (var c in key)
        {
            a = (a ^ c) * Step1;
            b = ulong.RotateLeft((b ^ c) * Step2, 31);
        }

        return new UInt128(a, b);
    }

    /// <summary>A digest as a snapshot keeps it.</summary>
    public static string Text(UInt128 digest) => digest.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Text"/> wrote.</summary>
    public static UInt128 Parse(string text) => UInt128.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
