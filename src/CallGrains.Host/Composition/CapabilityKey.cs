using System.Security.Cryptography;
using CallGrains.Flows;

namespace CallGrains.Host.Composition;

/// <summary>The key of capability URLs: configured, or made once and kept in the data folder, so that URLs given to the carrier stay valid across restarts.</summary>
internal static class CapabilityKey
{
    public static CapabilityTokens Tokens(HostSettings settings) =>
        new(settings.CapabilityKey is { } configured ? Convert.FromBase64String(configured) : FromFile(Path.Combine(settings.Data, "capability.key")));

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
