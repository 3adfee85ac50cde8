namespace CallGrains.Deploy.Tests.Support;

/// <summary>The files below <c>deploy</c>.</summary>
internal static class Files
{
    public static string Root { get; } = Path.Combine(Program.Root, "deploy");

    public static string At(params string[] path) => Path.Combine([Root, .. path]);

    public static string Read(params string[] path) => File.ReadAllText(At(path));

    /// <summary>A folder of a test's own, which every user can enter.</summary>
    public static DirectoryInfo NewFolder()
    {
        var folder = Directory.CreateTempSubdirectory("callgrains-deploy-");
        Open(folder.FullName);
        return folder;
    }

    /// <summary>Lets everybody enter a folder, or run a program.</summary>
    public static void Open(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }
    }
}
