using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace CallGrains.Simulator.Web;

/// <summary>
/// Serves the files embedded in an assembly under <c>web/</c>: the page itself, its modules and its styles. Browsers
/// ask again each time and get 304 while nothing changed, so that an update is never half old.
/// </summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal sealed class EmbeddedPage
{
    private const string Prefix = "web/";

    // Pictures of messages may come from anywhere; everything else comes from here.
    private const string Policy = "default-src 'self'; img-src 'self' data: http: https:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private readonly Dictionary<string, (byte[] Bytes, string Type, EntityTagHeaderValue Tag)> files = [];

    public EmbeddedPage(Assembly assembly)
    {
        var types = new FileExtensionContentTypeProvider();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var bytes = Read(assembly, resource);
            var type = types.TryGetContentType(resource, out var known) ? known : "application/octet-stream";
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"");
            files[resource[Prefix.Length..]] = (bytes, type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type, tag);
        }
    }

    /// <summary>The answer for one file; 404 for a name that is none.</summary>
    public IResult Serve(HttpContext http, string name)
    {
        if (!files.TryGetValue(name, out var file)) return Results.NotFound();
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
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
