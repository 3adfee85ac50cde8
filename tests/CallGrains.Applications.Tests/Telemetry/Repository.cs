namespace CallGrains.Applications.Tests.Telemetry;

/// <summary>The files of the repository that these tests compare with the code.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CallGrains.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("CallGrains.sln is in no folder above the tests.");
        }

        return folder;
    }
}
