using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace CallGrains.Telnyx;

/// <summary>
/// Ed25519 (RFC 8032) over <c>time|body</c>. Any of the keys may have signed. The time is looked at last, so that a
/// wrong clock is told from a forgery. Safe for many threads.
/// </summary>
internal sealed class WebhookSignature(IReadOnlyList<byte[]> keys, TimeSpan tolerance, TimeProvider time)
{
    public const string SignatureHeader = "Telnyx-Signature-Ed25519", TimeHeader = "Telnyx-Timestamp";

    /// <summary>Null when it is genuine; else why not, for whoever sent it.</summary>
    public string? Verify(CallbackRequest request)
    {
        if (request.Header(SignatureHeader) is not { } sign || request.Header(TimeHeader) is not { } at)
        {
            return $"It is not signed: {SignatureHeader} and {TimeHeader} must come once each.";
        }

        if (!long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return $"{TimeHeader} is no Unix time in seconds.";
        }

        var signature = new byte[Ed25519.SignatureSize];
        if (sign.Length > 128 || Base64.DecodeFromUtf8(Encoding.UTF8.GetBytes(sign), signature, out _, out var length) != System.Buffers.OperationStatus.Done || length != signature.Length)
        {
            return $"{SignatureHeader} is not the base64 of {Ed25519.SignatureSize} bytes.";
        }

        byte[] signed = [.. Encoding.ASCII.GetBytes(at), (byte)'|', .. request.Raw.Span];
        return keys.Any(key => Ed25519.Verify(signature, 0, key, 0, signed, 0, signed.Length))
            ? Age(time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds))
            : "The signature is that of none of the public keys, or not of this body.";
    }

    private string? Age(TimeSpan age) => age.Duration() <= tolerance
        ? null
        : $"The signature is genuine, but its time is {age.Duration().TotalSeconds:0} s {(age > TimeSpan.Zero ? "behind" : "ahead of")} this machine's clock, and {tolerance.TotalSeconds:0} s are allowed: "
            + "it is an old request sent again, or one of the two clocks is wrong.";
}
