using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CallGrains.Flows;

/// <summary>
/// Signs and checks the tokens of capability URLs (<c>/callbacks/bandwidth/i/{token}</c>): whoever holds the URL may
/// report about one leg of one grain, and nothing else. Catapult signs nothing, so the URL itself is the proof
/// (HMAC-SHA256, RFC 2104, cut to 128 bits as RFC 2104 section 5 allows).
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
/// <param name="key">The secret, at least 32 bytes; the same on all processes of an installation, and across restarts.</param>
public sealed class CapabilityTokens(byte[] key)
{
    private const int MacLength = 16;
    private readonly byte[] _key = key is { Length: >= 32 }
        ? key
        : throw new ArgumentException($"The key of capability URLs has {key?.Length ?? 0} bytes; it needs 32 or more.", nameof(key));

    /// <summary>The token for one leg of a grain.</summary>
    /// <param name="address">The grain.</param>
    /// <param name="leg">The operation that created the leg; 0 for the grain's own call.</param>
    public string Create(GrainAddress address, int leg)
    {
        var payload = Encoding.UTF8.GetBytes($"{leg}|{address}");
        var token = new byte[MacLength + payload.Length];
        Sign(payload, token);
        payload.CopyTo(token, MacLength);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Checks a token, in time that does not depend on its content.</summary>
    /// <param name="token">The token from the URL; anything at all.</param>
    /// <param name="address">The grain it names.</param>
    /// <param name="leg">The leg it names.</param>
    public bool TryRead([NotNullWhen(true)] string? token, out GrainAddress address, out int leg)
    {
        address = default;
        leg = 0;
        if (token is null || token.Length > 1024 || !Base64Url.IsValid(token))
        {
            return false;
        }

        ReadOnlySpan<byte> bytes = Base64Url.DecodeFromChars(token);
        return bytes.Length > MacLength && IsGenuine(bytes) && TryReadPayload(bytes[MacLength..], out address, out leg);
    }

    private static bool TryReadPayload(ReadOnlySpan<byte> payload, out GrainAddress address, out int leg)
    {
        var text = Encoding.UTF8.GetString(payload);
        var bar = text.IndexOf('|');
        address = default;
        return int.TryParse(text.AsSpan(0, Math.Max(bar, 0)), out leg) && GrainAddress.TryParse(text[(bar + 1)..], out address);
    }

    private bool IsGenuine(ReadOnlySpan<byte> token)
    {
        Span<byte> mac = stackalloc byte[MacLength];
        Sign(token[MacLength..], mac);
        return CryptographicOperations.FixedTimeEquals(mac, token[..MacLength]);
    }

    private void Sign(ReadOnlySpan<byte> payload, Span<byte> mac)
    {
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, payload, full);
        full[..MacLength].CopyTo(mac);
    }
}
