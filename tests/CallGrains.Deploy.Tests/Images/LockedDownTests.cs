namespace CallGrains.Deploy.Tests.Images;

/// <summary>The host in production settings, without any right and on a read-only file system.</summary>
public sealed class LockedDownTests : IDisposable
{
    private const string Key = "a-key-out-of-a-file-of-its-own";
    private readonly DirectoryInfo _secrets = Files.NewFolder();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    [Fact]
    public async Task The_host_needs_no_right_and_writes_nowhere_but_into_its_data()
    {
        Assert.SkipWhen(LockedDown.Obstacle is not null, LockedDown.Obstacle ?? "");
        var library = Program.LibraryOf("src", "CallGrains.Host", "callgrains-host");
        var url = new Uri($"http://127.0.0.1:{Tick.FreePort()}");
        await using var host = LockedDown.Start(
            Path.GetDirectoryName(library)!, HostEnvironment.Of(url, Secrets()), Environment.ProcessPath!, $"{LockedDown.App}/{Path.GetFileName(library)}");
        Assert.Contains("ready", await host.UntilAsync(_http, new Uri(url, "/readyz")), StringComparison.Ordinal);
        host.CheckRights();
        await HostEnvironment.CheckKeyAsync(_http, url, Key);

        // Asked as an image's health check does.
        var (code, said) = await Tools.RunAsync(Environment.ProcessPath!, library, "health", new Uri(url, "/readyz").AbsoluteUri);
        Assert.True(code == 0, said);
        (code, said) = await host.StopAsync();
        Assert.True(code == 0, said);
        (code, said) = await Tools.RunAsync(Environment.ProcessPath!, library, "health", new Uri(url, "/readyz").AbsoluteUri);
        Assert.True(code == 1, said);
        Assert.Contains("does not answer", said, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _http.Dispose();
        _secrets.Delete(recursive: true);
    }

    private string Secrets() => HostEnvironment.WriteSecrets(_secrets.FullName, Key);
}
