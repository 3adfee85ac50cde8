using System.Globalization;

namespace CallGrains.Tool.Doctor;

/// <summary>Whether the host may write where it must, and whether its secrets are its own.</summary>
internal static class FileChecks
{
    private const long Least = 100_000_000, Little = 1_000_000_000;

    /// <param name="of">The installation.</param>
    /// <param name="free">How many bytes are free where a folder is; null to ask its disk.</param>
    public static IEnumerable<Finding> Run(Installation of, Func<string, long>? free = null) => Folder(of, free ?? (folder => new DriveInfo(folder).AvailableFreeSpace)).Concat(Secrets(of));

    private static IEnumerable<Finding> Folder(Installation of, Func<string, long> freeAt)
    {
        if (of.Sqlite is not { } journal)
        {
            yield break;
        }

        var folder = Path.GetDirectoryName(journal.Path)!;
        if (Obstacle(folder) is { } obstacle)
        {
            yield return Finding.Fail("files", $"The data folder '{folder}' cannot be written ({obstacle}); name a folder of the host's user (CallGrains:Data, --data), or give it to that user.");
            yield break;
        }

        var free = freeAt(Existing(folder));
        yield return free < Little
            ? new Finding("files", free < Least ? Severity.Fail : Severity.Warn, string.Create(CultureInfo.InvariantCulture, $"The disk of the data folder '{folder}' has {free / 1_000_000:N0} MB left; free some, keep less (CallGrains:Retention), or move the folder."))
            : Finding.Ok("files", string.Create(CultureInfo.InvariantCulture, $"The data folder '{folder}' can be written; {free / 1_000_000_000:N0} GB are free."));
    }

    /// <summary>Tried as the host does it: by a file, which is gone at once.</summary>
    private static string? Obstacle(string folder)
    {
        var file = Path.Combine(Existing(folder), $".callgrains-doctor-{Environment.ProcessId}");
        try
        {
            using var tried = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>
    /// The folder, or the one above it that is there; a file in its place is taken for one, and refuses.
    /// </summary>
    private static string Existing(string folder)
    {
        while (!Path.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private static IEnumerable<Finding> Secrets(Installation of)
    {
        if (OperatingSystem.IsWindows())
        {
            yield break;
        }

        var there = FilesOf(of).Where(File.Exists).ToList();
        var open = there.Where(IsOpen).ToList();
        foreach (var file in open)
        {
            yield return Finding.Fail("files", $"'{file}' holds a secret, and every user of this machine can read it; chmod 600 '{file}' (and give it to the host's user), then replace the secret.");
        }

        if (there.Count > 0 && open.Count == 0)
        {
            yield return Finding.Ok("files", $"The {there.Count} files with secrets are their owners' alone.");
        }
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static bool IsOpen(string file) => (File.GetUnixFileMode(file) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0;

    private static IEnumerable<string> FilesOf(Installation of)
    {
        var settings = of.Settings;
        string?[] named =
        [
            settings.JournalPasswordFile, settings.Cluster.PasswordFile, settings.Cluster.Tls.KeyFile, of.Configuration["Telnyx:ApiKeyFile"], of.Configuration["Bandwidth:SecretFile"],
            .. settings.JournalKeys.KeyFiles.Values, Path.Combine(settings.Data, "capability.key"), Path.Combine(settings.Data, "journal.key"), of.Sqlite?.Path,
        ];
        var folder = settings.Secrets is { Length: > 0 } secrets && Directory.Exists(of.PathOf(secrets)) ? Directory.EnumerateFiles(of.PathOf(secrets)) : [];
        return named.Where(f => !string.IsNullOrEmpty(f)).Select(f => of.PathOf(f!)).Concat(folder).Distinct(StringComparer.Ordinal);
    }
}
