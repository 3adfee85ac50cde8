using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// The account's key pair: webhooks are signed with one half, the other one is shown. New at each start, unless a seed
/// was given: then it is the same for the same seed.
/// </summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal sealed class SigningKey
{
    private readonly byte[] _secret = new byte[Ed25519.SecretKeySize];

    public SigningKey(int? seed)
    {
        if (seed is { } known)
        {
            new Random(known).NextBytes(_secret);
        }
        else
        {
            RandomNumberGenerator.Fill(_secret);
        }

        var key = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(_secret, 0, key, 0);
        PublicKey = Convert.ToBase64String(key);
    }

    /// <summary>As the portal shows it: the base64 of 32 bytes.</summary>
    public string PublicKey { get; }

    /// <summary>The signature of <c>time|body</c>, in base64.</summary>
    public string Sign(string time, string body)
    {
        var signed = Encoding.UTF8.GetBytes($"{time}|{body}");
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_secret, 0, signed, 0, signed.Length, signature, 0);
        return Convert.ToBase64String(signature);
    }
}
