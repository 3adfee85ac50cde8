using System.Security.Cryptography;
using CallGrains.Storage;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// The key of capability URLs: configured, or made once and kept: in the data folder, or for all processes of a cluster in its database. So URLs given to the
/// carrier stay valid across restarts, and in every process.
/// </summary>
internal static class CapabilityKey
{
    private const string FileName = "capability.key";

    /// <summary>The newest key signs. To rotate the one in the data folder, rename its file to <c>capability.key.old</c> and start the host again.</summary>
    public static CapabilityTokens Tokens(HostSettings settings, PostgresCluster? cluster, TimeProvider time) =>
        new([.. Configured(settings), .. Kept(settings, cluster), .. settings.RetiredCapabilityKeys.Select(Convert.FromBase64String)], settings.CapabilityLifetime, time);

    private static IEnumerable<byte[]> Configured(HostSettings settings) =>
        settings.CapabilityKey is { } key ? [Convert.FromBase64String(key)] : [];

    private static IEnumerable<byte[]> Kept(HostSettings settings, PostgresCluster? cluster)
    {
        if (cluster is not null)
        {
            return settings.CapabilityKey is null ? cluster.CapabilityKeys(Make) : [];
        }

        Directory.CreateDirectory(settings.Data);
        var current = settings.CapabilityKey is null ? FromFile(Path.Combine(settings.Data, FileName)) : null;
        var old = Directory.EnumerateFiles(settings.Data, FileName + ".old*").Order(StringComparer.Ordinal).Select(File.ReadAllBytes);
        return current is null ? old : old.Prepend(current);
    }

    private static byte[] Make() => RandomNumberGenerator.GetBytes(32);

    private static byte[] FromFile(string path)
    {
        if (!File.Exists(path))
        {
            var made = path + ".new";
            File.WriteAllBytes(made, Make());
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(made, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            File.Move(made, path, overwrite: false);
        }

        return File.ReadAllBytes(path);
    }
}
