using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace CallGrains.Telnyx.Tests;

/// <summary>A key pair of an account, made of one byte, and what it signs.</summary>
internal sealed class Signer(byte seed)
{
    private readonly byte[] _secret = [.. Enumerable.Repeat(seed, Ed25519.SecretKeySize)];

    public string PublicKey
    {
        get
        {
            var key = new byte[Ed25519.PublicKeySize];
            Ed25519.GeneratePublicKey(_secret, 0, key, 0);
            return Convert.ToBase64String(key);
        }
    }

    public string Sign(long at, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{at}|"), .. body];
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_secret, 0, signed, 0, signed.Length, signature, 0);
        return Convert.ToBase64String(signature);
    }

    public SignedRequest Request(long at, byte[] body, Uri? to = null) => new(body, $"{at}", Sign(at, body)) { To = to };
}

/// <summary>A webhook as it comes to the ingress.</summary>
internal sealed class SignedRequest(byte[] body, string? at, string? signature) : CallbackRequest(CallbackForm.Json, body)
{
    public string? At => at;

    public string? Signature => signature;

    /// <summary>Where it goes; null for the application's URL.</summary>
    public Uri? To { get; init; }

    public override string? Header(string name) => name.ToUpperInvariant() switch
    {
        "TELNYX-SIGNATURE-ED25519" => signature,
        "TELNYX-TIMESTAMP" => at,
        _ => null,
    };
}
