using System.Security.Cryptography;
using CallGrains.Flows;

namespace CallGrains.Host.Composition;

/// <summary>The key of capability URLs: configured, or made once and kept in the data folder, so that URLs given to the carrier stay valid across restarts.</summary>
internal static class CapabilityKey
{
    private const string FileName = "capability.key";

    /// <summary>The newest key signs. To rotate the one in the data folder, rename its file to <c>capability.key.old</c> and start the host again.</summary>
    public static CapabilityTokens Tokens(HostSettings settings, TimeProvider time) => new([.. Keys(settings)], settings.CapabilityLifetime, time);

    private static IEnumerable<byte[]> Keys(HostSettings settings)
    {
        yield return settings.CapabilityKey is { } configured ? Convert.FromBase64String(configured) : FromFile(Path.Combine(settings.Data, FileName));
        foreach (var retired in settings.RetiredCapabilityKeys)
        {
            yield return Convert.FromBase64String(retired);
        }

        Directory.CreateDirectory(settings.Data);
        foreach (var file in Directory.EnumerateFiles(settings.Data, FileName + ".old*").Order(StringComparer.Ordinal))
        {
            yield return File.ReadAllBytes(file);
        }
    }

    private static byte[] FromFile(string path)
    {
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var made = path + ".new";
            File.WriteAllBytes(made, RandomNumberGenerator.GetBytes(32));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(made, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            File.Move(made, path, overwrite: false);
        }

        return File.ReadAllBytes(path);
    }
}
