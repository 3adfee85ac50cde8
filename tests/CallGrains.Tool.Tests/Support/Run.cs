namespace CallGrains.Tool.Tests.Support;

/// <summary>One run of the tool, in this process, with an environment and a folder of the test's.</summary>
internal sealed record Run(int Status, string Out, string Error)
{
    public static async Task<Run> ToolAsync(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var world = new ToolWorld(TextWriter.Synchronized(output), TextWriter.Synchronized(error), name => environment.GetValueOrDefault(name), TimeProvider.System);
        var status = await ToolCommand.RunAsync(args, world);
        return new Run(status, output.ToString(), error.ToString());
    }

    public static Task<Run> ToolAsync(params string[] args) => ToolAsync(new Dictionary<string, string>(), args);
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("callgrains-tool-").FullName;

    /// <summary>Writes a file; its path.</summary>
    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
