using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CallGrains;

/// <summary>What a token is worth.</summary>
public enum TokenCheck
{
    /// <summary>Not signed with any of our keys, or damaged.</summary>
    Wrong,

    /// <summary>Ours, but its time is over.</summary>
    Expired,

    /// <summary>Ours, and in time.</summary>
    Genuine,
}

/// <summary>
/// Signs and checks the tokens of capability URLs (<c>/callbacks/{carrier}/i/{token}</c>): whoever holds the URL may
/// report about one leg of one grain, and nothing else; or call one flow (<c>/f/{token}</c>). Not every carrier signs
/// what it sends, so the URL itself is the proof (HMAC-SHA256, RFC 2104, cut to 128 bits as RFC 2104 section 5 allows).
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
public sealed class CapabilityTokens
{
    private const int MacLength = 16;
    private const int MostChars = 1024;
    private const int MostFlows = 1000;
    private const string FlowMark = "flow";
    private readonly ConcurrentDictionary<string, string> _flows = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<byte[]> _keys;
    private readonly TimeSpan? _lifetime;
    private readonly TimeProvider _time;

    /// <summary>Tokens of one key, for ever.</summary>
    /// <param name="key">The secret, at least 32 bytes; the same on all processes of an installation, and across
    /// restarts.</param>
    public CapabilityTokens(byte[] key)
        : this([key], null, TimeProvider.System)
    {
    }

    /// <summary>Tokens of several keys.</summary>
    /// <param name="keys">The secrets, at least 32 bytes each: the first signs, all verify. To rotate, put a new one
    /// first, and take the last one away once its tokens have expired.</param>
    /// <param name="lifetime">How long a leg's token is good for, above zero; null for ever. A flow's token, which
    /// stands in the carrier's settings, is good as long as its key.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">There is no key, one is too short, or the lifetime is not above
    /// zero.</exception>
    public CapabilityTokens(IReadOnlyList<byte[]> keys, TimeSpan? lifetime, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(time);
        if (keys.Count == 0 || keys.Any(k => k is not { Length: >= 32 }))
        {
            throw new ArgumentException($"Capability URLs have {keys.Count} keys of {string.Join(", ", keys.Select(k => k?.Length ?? 0))} bytes; give one or more of 32 bytes or more.", nameof(keys));
        }

        if (lifetime <= TimeSpan.Zero)
        {
            throw new ArgumentException($"Capability URLs live for {lifetime}; give a time above zero, or null for ever.", nameof(lifetime));
        }

        (_keys, _lifetime, _time) = (keys, lifetime, time);
    }

    /// <summary>The token for one leg of a grain.</summary>
    /// <param name="address">The grain.</param>
    /// <param name="leg">The operation that created the leg; 0 for the grain's own call.</param>
    public string Create(FlowAddress address, int leg)
    {
        var until = _lifetime is { } lifetime ? (_time.GetUtcNow() + lifetime).ToUnixTimeSeconds() : 0;
        return Sign($"{until}|{leg}|{address}");
    }

    /// <summary>The token for calls and messages that a flow answers.</summary>
    /// <param name="flow">The flow's name.</param>
    public string CreateForFlow(string flow) => Sign($"0|{FlowMark}|{flow}");

    /// <summary>Checks a leg's token, in time that does not depend on its content.</summary>
    /// <param name="token">The token from the URL; anything at all.</param>
    /// <param name="address">The grain it names.</param>
    /// <param name="leg">The leg it names.</param>
    public TokenCheck Read(string? token, out FlowAddress address, out int leg)
    {
        (address, leg) = (default, 0);
        Span<char> buffer = stackalloc char[MostChars];
        return TryVerify(token, buffer, out var until, out var second, out var third) && int.TryParse(second, out leg) && FlowAddress.TryParse(third.ToString(), out address)
            ? IsInTime(until) ? TokenCheck.Genuine : TokenCheck.Expired
            : TokenCheck.Wrong;
    }

    /// <summary>Checks a leg's token; false when it is wrong or expired.</summary>
    /// <param name="token">The token from the URL; anything at all.</param>
    /// <param name="address">The grain it names.</param>
    /// <param name="leg">The leg it names.</param>
    public bool TryRead([NotNullWhen(true)] string? token, out FlowAddress address, out int leg) => Read(token, out address, out leg) == TokenCheck.Genuine;

    /// <summary>Checks a flow's token.</summary>
    /// <param name="token">The token from the URL; anything at all.</param>
    /// <param name="flow">The flow it names.</param>
    public bool TryReadFlow([NotNullWhen(true)] string? token, [NotNullWhen(true)] out string? flow)
    {
        Span<char> buffer = stackalloc char[MostChars];
        flow = token is not null && _flows.TryGetValue(token, out var known) ? known
            : TryVerify(token, buffer, out _, out var mark, out var name) && mark is FlowMark ? Remember(token!, name.ToString())
            : null;
        return flow is not null;
    }

    /// <summary>A flow's token is good as long as its key: it is checked once.</summary>
    private string Remember(string token, string flow)
    {
        if (_flows.Count < MostFlows)
        {
            _flows[token] = flow;
        }

        return flow;
    }

    /// <summary>
    /// Whether two capability URLs are for the same leg of the same grain, whenever and with whichever key each was
    /// signed. It proves nothing: neither signature is checked.
    /// </summary>
    /// <param name="one">A URL.</param>
    /// <param name="other">Another.</param>
    public static bool LeadToTheSame(Uri? one, Uri? other) =>
        one is not null && other is not null && (one == other || (PayloadOf(one) is [_, var leg, var grain] && PayloadOf(other) is [_, var otherLeg, var otherGrain] && (leg, grain) == (otherLeg, otherGrain)));

    /// <summary>
    /// Keys of 32 bytes for another purpose, one for each key here and in their order (HKDF, RFC 5869): who has them
    /// cannot sign URLs.
    /// </summary>
    /// <param name="purpose">The purpose.</param>
    internal IReadOnlyList<byte[]> Derive(string purpose) => [.. _keys.Select(k => HKDF.DeriveKey(HashAlgorithmName.SHA256, k, 32, info: Encoding.UTF8.GetBytes(purpose)))];

    private static string[]? PayloadOf(Uri url)
    {
        var token = url.AbsolutePath[(url.AbsolutePath.LastIndexOf('/') + 1)..];
        return Base64Url.IsValid(token) && Base64Url.DecodeFromChars(token) is { Length: > MacLength } bytes ? Split(bytes) : null;
    }

    private static string[]? Split(ReadOnlySpan<byte> token) => Encoding.UTF8.GetString(token[MacLength..]).Split('|', 3) is { Length: 3 } parts ? parts : null;

    private bool IsInTime(ReadOnlySpan<char> until) => long.TryParse(until, out var seconds) && (seconds == 0 || _time.GetUtcNow().ToUnixTimeSeconds() <= seconds);

    /// <summary>Whether a token is ours, and what it says: three parts, in the buffer of the caller.</summary>
    private bool TryVerify(string? token, Span<char> buffer, out ReadOnlySpan<char> first, out ReadOnlySpan<char> second, out ReadOnlySpan<char> third)
    {
        first = second = third = default;
        if (token is null || token.Length > MostChars || !Base64Url.IsValid(token))
        {
            return false;
        }

        Span<byte> decoded = stackalloc byte[MostChars];
        ReadOnlySpan<byte> bytes = decoded[..Base64Url.DecodeFromChars(token, decoded)];
        if (bytes.Length <= MacLength || !IsGenuine(bytes))
        {
            return false;
        }

        ReadOnlySpan<char> text = buffer[..Encoding.UTF8.GetChars(bytes[MacLength..], buffer)];
        if (text.IndexOf('|') is not (>= 0 and var one) || text[(one + 1)..].IndexOf('|') is not (>= 0 and var two))
        {
            return false;
        }

        first = text[..one];
        second = text.Slice(one + 1, two);
        third = text[(one + two + 2)..];
        return true;
    }

    private string Sign(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var token = new byte[MacLength + payload.Length];
        Mac(_keys[0], payload, token);
        payload.CopyTo(token, MacLength);
        return Base64Url.EncodeToString(token);
    }

    private bool IsGenuine(ReadOnlySpan<byte> token)
    {
        Span<byte> mac = stackalloc byte[MacLength];
        var genuine = false;
        foreach (var key in _keys)
        {
            Mac(key, token[MacLength..], mac);
            genuine |= CryptographicOperations.FixedTimeEquals(mac, token[..MacLength]);
        }

        return genuine;
    }

    private static void Mac(byte[] key, ReadOnlySpan<byte> payload, Span<byte> mac)
    {
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, payload, full);
        full[..MacLength].CopyTo(mac);
    }
}
