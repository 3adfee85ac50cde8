namespace CallGrains.Simulator.Tests.Support;

internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CallGrains.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
