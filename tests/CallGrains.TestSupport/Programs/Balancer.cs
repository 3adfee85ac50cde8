using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace CallGrains.TestSupport.Programs;

/// <summary>
/// A real nginx with the configuration of <c>deploy/compose/nginx</c>, before two ingresses of this machine: addresses
/// and folders are others, all else is as it is deployed.
/// </summary>
public sealed partial class Balancer : IAsyncDisposable
{
    // It ends when its input does, and that ends with this process.
    private const string Guard = "\"$@\" & child=$!; cat >/dev/null; kill -TERM $child 2>/dev/null; wait $child";

    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly Task<string> _said;

    private Balancer(DirectoryInfo folder, Process process, Uri web, Uri local)
    {
        (_folder, _process, Web, Local) = (folder, process, web, local);
        _said = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>Where nginx is; null when this machine has none.</summary>
    public static string? Program { get; } = Find();

    /// <summary>Why none can be started, and what to install; null when one can.</summary>
    public static string? Obstacle => Program is null ? "nginx is not on this machine; on Debian: apt-get install -y nginx-light" : null;

    /// <summary>What carriers ask.</summary>
    public Uri Web { get; }

    /// <summary>What the machine itself asks.</summary>
    public Uri Local { get; }

    /// <summary>A client that trusts this nginx's certificate, and no other.</summary>
    public HttpClient NewClient()
    {
        var ours = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_folder.FullName, "web.pem"));
        return new HttpClient(new SocketsHttpHandler { SslOptions = new() { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == ours.GetCertHashString() } });
    }

    /// <summary>Accepts connections when it returns.</summary>
    /// <param name="ingresses">The ports of two ingresses.</param>
    /// <param name="isSecure">Whether the web's side speaks TLS, with a certificate of nobody.</param>
    public static async Task<Balancer> StartAsync(int[] ingresses, bool isSecure = true)
    {
        var folder = Directory.CreateTempSubdirectory("callgrains-nginx-");
        var (web, local) = (Tick.FreePort(), Tick.FreePort());
        WriteCertificate(folder.FullName);
        var file = Path.Combine(folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(file, Configuration(folder.FullName, ingresses, web, local, isSecure));
        await CheckAsync(folder.FullName, file);
        string[] arguments = ["-c", Guard, "sh", Program!, "-p", folder.FullName, "-c", file, "-e", "stderr", "-g", "daemon off;"];
        var process = Process.Start(new ProcessStartInfo("sh", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var balancer = new Balancer(folder, process, new Uri($"{(isSecure ? "https" : "http")}://127.0.0.1:{web}"), new Uri($"http://127.0.0.1:{local}"));
        await Tick.UntilAsync(() => balancer.IsOpenAsync(local), () => $"nginx does not listen on {local}.");
        return balancer;
    }

    /// <summary>Ends nginx; returns what it said.</summary>
    public async Task<string> StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        return await _said;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>What <c>nginx -t</c> says, of which nothing is an error.</summary>
    private static async Task CheckAsync(string folder, string file)
    {
        using var check = Process.Start(new ProcessStartInfo(Program!, ["-t", "-p", folder, "-c", file, "-e", "stderr"]) { RedirectStandardError = true })!;
        var said = await check.StandardError.ReadToEndAsync();
        await check.WaitForExitAsync();
        if (check.ExitCode != 0 || said.Contains("[warn]", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"nginx -t ended with {check.ExitCode}: {said}");
        }
    }

    private static string Configuration(string folder, int[] ingresses, int web, int local, bool isSecure)
    {
        var text = File.ReadAllText(Path.Combine(Programs.Program.Root, "deploy", "compose", "nginx", "nginx.conf"));
        return Scratch().Replace(text, folder + "/")
            .Replace("ingress-1:8080", $"127.0.0.1:{ingresses[0]}", StringComparison.Ordinal)
            .Replace("ingress-2:8080", $"127.0.0.1:{ingresses[1]}", StringComparison.Ordinal)
            .Replace("/run/secrets/", folder + "/", StringComparison.Ordinal)
            .Replace("listen 8443 ssl;", $"listen 127.0.0.1:{web}{(isSecure ? " ssl" : "")};", StringComparison.Ordinal)
            .Replace("listen 8081;", $"listen 127.0.0.1:{local};", StringComparison.Ordinal);
    }

    private static void WriteCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=calls.example.com", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        File.WriteAllText(Path.Combine(folder, "web.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "web.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private async Task<string?> IsOpenAsync(int port)
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"nginx ended: {await _said}");
        }

        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return "open";
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static string? Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Concat(["/usr/sbin", Path.Combine(Programs.Program.Root, "artifacts", "nginx", "usr", "sbin")])
            .Select(folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists);
    }

    [GeneratedRegex("(?<= )/tmp/")]
    private static partial Regex Scratch();
}
