using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Encrypts what a login leaves in a browser with keys that follow from those of capability URLs, which are kept with
/// the journal: so a login that one ingress began, another one knows, also after a restart, and no file of keys is to
/// be shared. Safe for many threads.
/// </summary>
internal sealed class KeyedProtection : IDataProtectionProvider
{
    private readonly CapabilityTokens _tokens;

    public KeyedProtection(CapabilityTokens tokens) => _tokens = tokens;

    /// <inheritdoc/>
    public IDataProtector CreateProtector(string purpose) => new Protector(_tokens, purpose);

    /// <summary>AES-GCM with a key of its own for each purpose.</summary>
    private sealed class Protector(CapabilityTokens tokens, string purpose) : IDataProtector
    {
        private const int NonceBytes = 12, TagBytes = 16;
        private readonly IReadOnlyList<byte[]> _keys = tokens.Derive("console|" + purpose);

        public IDataProtector CreateProtector(string inner) => new Protector(tokens, $"{purpose.Length}:{purpose}|{inner}");

        public byte[] Protect(byte[] plaintext)
        {
            var all = new byte[NonceBytes + TagBytes + plaintext.Length];
            RandomNumberGenerator.Fill(all.AsSpan(0, NonceBytes));
            using var cipher = new AesGcm(_keys[0], TagBytes);
            cipher.Encrypt(all.AsSpan(0, NonceBytes), plaintext, all.AsSpan(NonceBytes + TagBytes), all.AsSpan(NonceBytes, TagBytes));
            return all;
        }

        public byte[] Unprotect(byte[] protectedData)
        {
            foreach (var key in protectedData.Length >= NonceBytes + TagBytes ? _keys : [])
            {
                using var cipher = new AesGcm(key, TagBytes);
                var plain = new byte[protectedData.Length - NonceBytes - TagBytes];
                try
                {
                    cipher.Decrypt(protectedData.AsSpan(0, NonceBytes), protectedData.AsSpan(NonceBytes + TagBytes), protectedData.AsSpan(NonceBytes, TagBytes), plain);
                    return plain;
                }
                catch (AuthenticationTagMismatchException)
                {
                    // The next key, which may be one that was replaced.
                }
            }

            throw new CryptographicException("It was not encrypted by this installation, or was changed.");
        }
    }
}
