using System.Security.Cryptography;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// The key of capability URLs: configured, or made once and kept with the journal, so that URLs given to the carrier
/// stay valid across restarts and in every process that shares the journal. A journal that keeps no keys leaves it to a
/// file in the data folder.
/// </summary>
internal static class CapabilityKey
{
    private const string FileName = "capability.key";

    /// <summary>
    /// The first key signs. Retired ones (<see cref="HostSettings.RetiredCapabilityKeys"/>, files
    /// <c>capability.key.old*</c>) only verify: when the newest that is kept is among them, a new one is made, which is
    /// how a kept key is rotated.
    /// </summary>
    public static CapabilityTokens Tokens(HostSettings settings, ICapabilityKeyStore? store, TimeProvider time)
    {
        var retired = settings.RetiredCapabilityKeys.Select(Convert.FromBase64String).Concat(RetiredFiles(settings.Data)).ToList();
        var current = settings.CapabilityKey is { } key ? [Convert.FromBase64String(key)] : Kept(settings.Data, store, retired);
        return new([.. current, .. retired], settings.CapabilityLifetime, time);
    }

    private static IReadOnlyList<byte[]> Kept(string folder, ICapabilityKeyStore? store, List<byte[]> retired)
    {
        if (store is null)
        {
            return [FromFile(Path.Combine(folder, FileName))];
        }

        // Hosts of before kept it in the data folder, whatever the journal: what was signed with it is still on its
        // way.
        var file = Path.Combine(folder, FileName);
        var earlier = File.Exists(file) && File.ReadAllBytes(file) is var bytes && !Has(retired, bytes) ? bytes : null;
        try
        {
            var keys = store.ReadOrAdd(kept => kept.Count > 0 && !Has(retired, kept[0]) ? null : earlier ?? Make());
            return earlier is null || Has(keys, earlier) ? keys : [.. keys, earlier];
        }
        catch (JournalUnavailableException e)
        {
            throw new JournalUnavailableException($"The key of capability URLs cannot be kept with the journal: {e.Message} Or set CallGrains:CapabilityKey, the same on all hosts.", e);
        }
    }

    private static IEnumerable<byte[]> RetiredFiles(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, FileName + ".old*").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)
        : [];

    private static bool Has(IEnumerable<byte[]> keys, byte[] key) => keys.Any(k => CryptographicOperations.FixedTimeEquals(k, key));

    private static byte[] Make() => RandomNumberGenerator.GetBytes(32);

    private static byte[] FromFile(string path)
    {
        if (!File.Exists(path))
        {
            var made = path + ".new";
            MakeFolder(Path.GetDirectoryName(path)!);
            Write(made, Make());
            File.Move(made, path, overwrite: false);
        }

        return File.ReadAllBytes(path);
    }

    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The key is its owner's alone from the first byte.</summary>
    public static void Write(string file, byte[] key)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(file, options);
        stream.Write(key);
    }
}
