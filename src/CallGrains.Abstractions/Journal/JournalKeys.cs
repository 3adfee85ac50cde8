using System.Security.Cryptography;
using System.Text;

namespace CallGrains.Journals;

/// <summary>
/// The keys by which parts of the journal are encrypted (AES-256-GCM): the current one encrypts, all of them decrypt,
/// so that a key can be replaced while what it has encrypted is still there.
/// </summary>
/// <remarks>
/// Immutable, safe for many threads. What is encrypted names its key: <c>00 43 47 01</c>, the length of the key's id,
/// the id, a nonce of 12 bytes, a tag of 16 bytes, the encrypted bytes. All before the nonce is authenticated too.
/// </remarks>
public sealed class JournalKeys
{
    private const int KeySize = 32, NonceSize = 12, TagSize = 16, LongestId = 64;
    private static readonly byte[] Mark = [0, (byte)'C', (byte)'G', 1];

    private readonly Dictionary<string, byte[]> _keys;
    private readonly byte[] _head;

    /// <summary>Makes a set of keys.</summary>
    /// <param name="current">The id of the key that encrypts.</param>
    /// <param name="keys">All keys by their ids (1 to 64 letters, digits, <c>.</c>, <c>-</c> and <c>_</c>), each of 32
    /// bytes.</param>
    /// <exception cref="ArgumentException">An id or a key is not of this form, or the current one is not among
    /// them.</exception>
    public JournalKeys(string current, IReadOnlyDictionary<string, byte[]> keys)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var (id, key) in keys)
        {
            if (!IsId(id) || key.Length != KeySize)
            {
                throw new ArgumentException($"The journal's key '{id}' has {key?.Length} bytes; a key has {KeySize} bytes, and an id of 1 to {LongestId} letters, digits, '.', '-' and '_'.", nameof(keys));
            }
        }

        _keys = keys.ToDictionary(k => k.Key, k => k.Value.ToArray(), StringComparer.Ordinal);
        Current = _keys.ContainsKey(current) ? current : throw new ArgumentException($"The journal's current key '{current}' is not among its keys.", nameof(current));
        _head = [.. Mark, (byte)current.Length, .. Encoding.ASCII.GetBytes(current)];
    }

    /// <summary>The id of the key that encrypts.</summary>
    public string Current { get; }

    /// <summary>
    /// One key, known to this object only: what it encrypts is lost with it. For tests and simulation.
    /// </summary>
    public static JournalKeys Ephemeral() => new("ephemeral", new Dictionary<string, byte[]> { ["ephemeral"] = RandomNumberGenerator.GetBytes(KeySize) });

    /// <summary>Whether a text may name a key.</summary>
    /// <param name="id">The text.</param>
    public static bool IsId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length is > 0 and <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
    }

    /// <summary>Whether bytes are what <see cref="Seal"/> makes, by their beginning.</summary>
    /// <param name="bytes">The bytes.</param>
    public static bool IsSealed(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Mark);

    /// <summary>Encrypts with the current key.</summary>
    /// <param name="clear">What is to be encrypted; may be empty.</param>
    public byte[] Seal(ReadOnlySpan<byte> clear)
    {
        var bytes = new byte[_head.Length + NonceSize + TagSize + clear.Length];
        _head.CopyTo(bytes, 0);
        var rest = bytes.AsSpan(_head.Length);
        var nonce = rest[..NonceSize];
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_keys[Current], TagSize);
        aes.Encrypt(nonce, clear, rest[(NonceSize + TagSize)..], rest.Slice(NonceSize, TagSize), _head);
        return bytes;
    }

    /// <summary>Decrypts with whichever key was used.</summary>
    /// <param name="bytes">What <see cref="Seal"/> made.</param>
    /// <exception cref="JournalFormatException">The key is missing, or the bytes are damaged.</exception>
    public byte[] Open(ReadOnlySpan<byte> bytes)
    {
        var id = KeyOf(bytes);
        var head = bytes[..(Mark.Length + 1 + id.Length)];
        var rest = bytes[head.Length..];
        if (!_keys.TryGetValue(id, out var key))
        {
            throw Missing(id);
        }

        try
        {
            var clear = new byte[rest.Length - NonceSize - TagSize];
            using var aes = new AesGcm(key, TagSize);
            aes.Decrypt(rest[..NonceSize], rest[(NonceSize + TagSize)..], rest.Slice(NonceSize, TagSize), clear, head);
            return clear;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or OverflowException)
        {
            throw new JournalFormatException($"What the journal's key '{id}' has encrypted cannot be decrypted: it is damaged, or another key has the same id. Restore the journal from a copy, or the key.", e);
        }
    }

    /// <summary>The id of the key that was used.</summary>
    /// <param name="bytes">What <see cref="Seal"/> made.</param>
    /// <exception cref="JournalFormatException">It is nothing that was encrypted.</exception>
    public static string KeyOf(ReadOnlySpan<byte> bytes)
    {
        var length = IsSealed(bytes) && bytes.Length > Mark.Length ? bytes[Mark.Length] : 0;
        return length > 0 && bytes.Length >= Mark.Length + 1 + length + NonceSize + TagSize
            ? Encoding.ASCII.GetString(bytes.Slice(Mark.Length + 1, length))
            : throw new JournalFormatException("What should be encrypted is not: the journal is damaged; restore it from a copy.");
    }

    /// <summary>What is said where a key is missing.</summary>
    internal static JournalFormatException Missing(string id) =>
        new($"This part of the journal is encrypted with the key '{id}', which this program does not have; set CallGrains:JournalKeys:Keys:{id} (or KeyFiles:{id}) to it.");
}
