namespace CallGrains.Storage;

/// <summary>
/// Keeps a journal from the machine's other users: it holds what callers said and typed. A folder that is made here is
/// its owner's alone (0700), and so is the file (0600) from its first byte; SQLite gives the write-ahead log the file's
/// mode. A folder that was there keeps its mode: it may hold what others need.
/// </summary>
internal static class PrivateFiles
{
    private const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>All files of a journal.</summary>
    public static IReadOnlyList<string> FilesOf(string path) => [path, path + "-wal", path + "-shm", MarkOf(path)];

    /// <summary>The file that says how far commits had gone (<see cref="SqliteMark"/>).</summary>
    public static string MarkOf(string path) => path + "-mark";

    /// <summary>Makes folder and files where they are missing, and narrows what an earlier version made.</summary>
    /// <exception cref="JournalUnavailableException">They cannot be made.</exception>
    public static void Prepare(string path)
    {
        try
        {
            Make(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException($"The file '{path}' cannot be created or written ({exception.Message}); name a file in a folder that may be written.", exception);
        }
    }

    /// <summary>Makes the folder where it is missing.</summary>
    public static void PrepareFolder(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, Folder);
        }
    }

    private static void Make(string path)
    {
        PrepareFolder(path);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var file in new[] { path, MarkOf(path) }.Where(file => !System.IO.File.Exists(file)))
        {
            new FileStream(file, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = File }).Dispose();
        }

        foreach (var file in FilesOf(path).Where(System.IO.File.Exists))
        {
            Narrow(file);
        }
    }

    /// <summary>Another user's file is left as it is: whoever may write it was let in on purpose.</summary>
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void Narrow(string file)
    {
        try
        {
            System.IO.File.SetUnixFileMode(file, System.IO.File.GetUnixFileMode(file) & File);
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}
