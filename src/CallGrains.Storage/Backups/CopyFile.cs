namespace CallGrains.Storage;

/// <summary>
/// A file that appears under its name when it is whole, and is its owner's alone from its first byte.
/// </summary>
internal static class CopyFile
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes an empty file for a copy; the name must be free.</summary>
    public static string Begin(string path)
    {
        if (Path.Exists(path))
        {
            throw new IOException($"'{path}' is there already; name a file that is not.");
        }

        var partial = path + ".partial";
        File.Delete(partial);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Own;
        }

        new FileStream(partial, options).Dispose();
        return partial;
    }

    /// <summary>Gives it its name once its content is on the disk; returns its size.</summary>
    public static long Complete(string partial, string path)
    {
        using (var file = File.OpenHandle(partial, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(file);
        }

        File.Move(partial, path, overwrite: false);
        return new FileInfo(path).Length;
    }
}
