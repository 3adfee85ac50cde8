namespace CallGrains.Deploy.Tests.Compose;

/// <summary>A copy of deploy/compose, to make secrets in.</summary>
internal sealed class Checkout : IDisposable
{
    private readonly DirectoryInfo _folder = Files.NewFolder();

    public Checkout()
    {
        foreach (var file in Directory.EnumerateFiles(Files.At("compose"), "*", SearchOption.AllDirectories).Where(f => !f.Contains("/secrets/", StringComparison.Ordinal)))
        {
            var copy = At(Path.GetRelativePath(Files.At("compose"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public string At(string path) => Path.GetFullPath(Path.Combine(_folder.FullName, path));

    public async Task PrepareAsync()
    {
        Tools.Need("openssl", "openssl");
        var (code, output) = await Tools.RunAsync("sh", At("prepare.sh"));
        Assert.True(code == 0, output);
    }

    public Dictionary<string, string> Secrets() => Directory.EnumerateFiles(At("secrets"), "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(At("secrets"), f), File.ReadAllText);

    public void Dispose() => _folder.Delete(recursive: true);
}
