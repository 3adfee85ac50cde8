using System.Net.Http.Headers;

namespace CallGrains.Bandwidth.Rest;

/// <summary>Paths, and what the headers <c>Location</c> and <c>Link</c> point at.</summary>
internal static class Paths
{
    /// <summary>
    /// Joins segments into a path, each escaped; an id that came from outside can never leave its place.
    /// </summary>
    /// <exception cref="ArgumentException">A segment is empty, or one of <c>.</c> and <c>..</c>.</exception>
    public static string Join(params ReadOnlySpan<string> segments)
    {
        var escaped = new string[segments.Length];
        for (var i = 0; i < segments.Length; i++)
        {
            escaped[i] = segments[i] is "" or "." or ".."
                ? throw new ArgumentException($"'{segments[i]}' cannot be part of a path ({string.Join('/', segments!)}); write an id.", nameof(segments))
                : Uri.EscapeDataString(segments[i]);
        }

        return string.Join('/', escaped);
    }

    /// <summary>Adds the query's present values.</summary>
    public static string WithQuery(string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (value is not null)
            {
                path += $"{separator}{name}={Uri.EscapeDataString(value)}";
                separator = '&';
            }
        }

        return path;
    }

    /// <summary>The last segment of <c>Location</c>, absolute or relative; null when there is none.</summary>
    public static string? IdOf(HttpResponseHeaders headers) =>
        headers.TryGetValues("Location", out var values) ? IdOf(values.First()) : null;

    /// <summary>The last segment of an address; null when it has none.</summary>
    public static string? IdOf(string address)
    {
        var end = address.AsSpan().IndexOfAny('?', '#');
        var path = (end < 0 ? address : address[..end]).TrimEnd('/');
        var id = Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
        return id.Length == 0 ? null : id;
    }

    /// <summary>
    /// Path and query, from <c>v1/</c> on, of the next page; null on the last one. The host of the link is not looked
    /// at: credentials go nowhere but to the configured one.
    /// </summary>
    public static string? NextOf(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("Link", out var values))
        {
            return null;
        }

        var next = values.SelectMany(value => value.Split(',')).FirstOrDefault(IsNext);
        var (open, close) = (next?.IndexOf('<') ?? -1, next?.IndexOf('>') ?? -1);
        var start = close < 0 ? -1 : next!.IndexOf("/v1/", open + 1, StringComparison.Ordinal);
        return start < 0 || start > close ? null : next![(start + 1)..close];
    }

    private static bool IsNext(string link) =>
        link.Contains("rel=\"next\"", StringComparison.OrdinalIgnoreCase) || link.Contains("rel=next", StringComparison.OrdinalIgnoreCase);
}
