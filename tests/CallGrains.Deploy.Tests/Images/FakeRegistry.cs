using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallGrains.Deploy.Tests.Images;

/// <summary>
/// A registry on this machine with one image, of one layer with one file, whatever image is asked for.
/// </summary>
internal sealed class FakeRegistry : IAsyncDisposable
{
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";
    private readonly Dictionary<string, byte[]> _blobs = [];
    private readonly WebApplication _app;
    private readonly byte[] _manifest;

    private FakeRegistry(int port)
    {
        _manifest = Manifest();
        Host = $"127.0.0.1:{port}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add($"http://{Host}");
        _app.Run(AnswerAsync);
    }

    public string Host { get; }

    public static async Task<FakeRegistry> StartAsync()
    {
        var registry = new FakeRegistry(Tick.FreePort());
        await registry._app.StartAsync();
        return registry;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var parts = context.Request.Path.Value!.Split('/');
        var isManifest = parts.Contains("manifests");
        var content = isManifest ? _manifest : _blobs.GetValueOrDefault(parts[^1]);
        if (content is null)
        {
            context.Response.StatusCode = context.Request.Path == "/v2/" ? 200 : 404;
            return;
        }

        context.Response.ContentType = isManifest ? ManifestType : "application/octet-stream";
        context.Response.ContentLength = content.Length;
        context.Response.Headers["Docker-Content-Digest"] = Digest(content);
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(content);
        }
    }

    private byte[] Manifest()
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "base") { DataStream = new MemoryStream("base"u8.ToArray()) });
        }

        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(tar.ToArray());
        }

        var layer = zipped.ToArray();
        var configuration = JsonSerializer.SerializeToUtf8Bytes(new
        {
            architecture = "amd64",
            os = "linux",
            config = new { Env = new[] { "PATH=/usr/bin" }, WorkingDir = "/" },
            rootfs = new { type = "layers", diff_ids = new[] { Digest(tar.ToArray()) } },
            history = new[] { new { created_by = "a test" } },
        });
        foreach (var blob in new[] { layer, configuration })
        {
            _blobs[Digest(blob)] = blob;
        }

        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = ManifestType,
            config = new { mediaType = "application/vnd.docker.container.image.v1+json", size = configuration.Length, digest = Digest(configuration) },
            layers = new[] { new { mediaType = "application/vnd.docker.image.rootfs.diff.tar.gzip", size = layer.Length, digest = Digest(layer) } },
        });
    }

    private static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}
