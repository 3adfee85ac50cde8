using System.Security.Cryptography;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// The keys by which parts of the journal are encrypted (AES-256-GCM): secrets of flows that handle some
/// (<c>[Flow(Sensitive = true)]</c>), and with <see cref="EncryptAll"/> everything.
/// </summary>
public sealed class JournalKeySettings
{
    private const string Section = HostSettings.SectionName + ":JournalKeys";
    private const int KeySize = 32;

    /// <summary>
    /// Keys by their ids (letters, digits, <c>.</c>, <c>-</c> and <c>_</c>), each base64 of 32 bytes. A key is kept
    /// here for as long as the journal holds what it has encrypted. None by default.
    /// </summary>
    public IDictionary<string, string> Keys { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Files whose first line is such a key, by the key's id. None by default.</summary>
    public IDictionary<string, string> KeyFiles { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The id of the key that encrypts from now on; needed where there are several. Null for the only one.
    /// </summary>
    public string? Current { get; set; }

    /// <summary>
    /// Whether all entries and callbacks are encrypted; false by default. The index beside them is not: numbers, flows,
    /// times, status, result. What was written before stays as it is.
    /// </summary>
    public bool EncryptAll { get; set; }

    /// <summary>Whether there is a key.</summary>
    internal bool IsOn => Keys.Count + KeyFiles.Count > 0;

    /// <summary>The keys, checked before.</summary>
    internal JournalKeys Read() => new(Current ?? All.Single().Id, All.ToDictionary(k => k.Id, k => Convert.FromBase64String(k.Value), StringComparer.Ordinal));

    /// <summary>All that is wrong with the settings.</summary>
    internal IEnumerable<string> Faults()
    {
        if (KeyFiles.Where(f => !File.Exists(f.Value)).ToList() is { Count: > 0 } missing)
        {
            foreach (var (id, file) in missing)
            {
                yield return $"{Section}:KeyFiles:{id} is '{file}', and there is no such file; name one whose first line is a key: openssl rand -base64 32.";
            }

            yield break;
        }

        foreach (var (id, value) in All)
        {
            if (!JournalKeys.IsId(id))
            {
                yield return $"{Section} has a key with an id of {id.Length} characters; use 1 to 64 letters, digits, '.', '-' and '_'.";
            }

            if (!IsKey(value))
            {
                yield return $"{Section}: key '{id}' has {value.Length} characters and is not base64 of {KeySize} bytes; make one with: openssl rand -base64 32.";
            }
        }

        var ids = All.Select(k => k.Id).ToList();
        if (ids.Distinct(StringComparer.Ordinal).Count() < ids.Count)
        {
            yield return $"{Section}: a key's id is both in Keys and in KeyFiles; leave one of the two out.";
        }

        if (Current is null ? ids.Count > 1 : !ids.Contains(Current, StringComparer.Ordinal))
        {
            yield return $"{Section}:Current is '{Current}'; write the id of the key that encrypts from now on, one of: {(ids.Count == 0 ? "none (set Keys or KeyFiles)" : string.Join(", ", ids))}.";
        }

        if (EncryptAll && !IsOn)
        {
            yield return $"{Section}:EncryptAll is true, but there is no key; set {Section}:KeyFiles:k1 to a file with one: openssl rand -base64 32.";
        }
    }

    private IEnumerable<(string Id, string Value)> All => Keys.Select(k => (k.Key, k.Value)).Concat(KeyFiles.Select(f => (f.Key, SecretFile.FirstLine(f.Value))));

    private static bool IsKey(string key)
    {
        var bytes = new byte[key.Length];
        var isKey = Convert.TryFromBase64String(key, bytes, out var length) && length == KeySize;
        CryptographicOperations.ZeroMemory(bytes);
        return isKey;
    }
}
