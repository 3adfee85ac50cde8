using System.Reflection;
using System.Security.Cryptography;
#pragma warning disable IDE0005 // One of the two projects has it anyway.
using Microsoft.AspNetCore.Http;
#pragma warning restore IDE0005
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace CallGrains.Web;

/// <summary>
/// Serves the files embedded in an assembly below one folder: the page itself, its modules and its styles. Browsers ask
/// again each time and get 304 while nothing changed, so that an update is never half old. The simulator and the host
/// each compile this file.
/// </summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal sealed class EmbeddedPage
{
    private readonly string _policy;
    private readonly Dictionary<string, (byte[] Bytes, string Type, EntityTagHeaderValue Tag)> _files = [];

    /// <param name="assembly">Where they are embedded.</param>
    /// <param name="folder">What their names begin with, up to the slash.</param>
    /// <param name="policy">What the page may load and do: the Content-Security-Policy.</param>
    public EmbeddedPage(Assembly assembly, string folder, string policy)
    {
        _policy = policy;
        var types = new FileExtensionContentTypeProvider();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)))
        {
            var bytes = Read(assembly, resource);
            var type = types.TryGetContentType(resource, out var known) ? known : "application/octet-stream";
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"");
            _files[resource[folder.Length..]] = (bytes, type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type, tag);
        }
    }

    /// <summary>The answer for one file; 404 for a name that is none.</summary>
    public IResult Serve(HttpContext http, string name)
    {
        if (!_files.TryGetValue(name, out var file))
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.ContentSecurityPolicy = _policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return Results.Bytes(file.Bytes, file.Type, entityTag: file.Tag);
    }

    private static byte[] Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
