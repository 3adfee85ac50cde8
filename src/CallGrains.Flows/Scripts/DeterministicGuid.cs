using System.Security.Cryptography;
using System.Text;

namespace CallGrains.Flows;

/// <summary>Ids that are the same on every replay (a name-based UUID, version 8 of RFC 9562, over SHA-256).</summary>
internal static class DeterministicGuid
{
    public static Guid Create(FlowAddress grain, int number, long epoch = 0)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(epoch == 0 ? $"{grain}#{number}" : $"{grain}#{epoch}#{number}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
