using System.Security.Cryptography;

namespace CallGrains.AspNetCore.Http;

/// <summary>
/// A secret that callers must show. Only its hash is kept, and hashes are compared: the time taken depends neither on
/// how much of a guess is right nor on the secret's length.
/// </summary>
internal sealed class Secret(ReadOnlySpan<byte> utf8)
{
    private readonly byte[] _hash = SHA256.HashData(utf8);

    public bool Matches(ReadOnlySpan<byte> shown)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(shown, hash);
        return CryptographicOperations.FixedTimeEquals(hash, _hash);
    }
}
