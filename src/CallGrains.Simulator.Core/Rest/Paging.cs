using System.Globalization;
using System.Text.Json.Nodes;

namespace CallGrains.Simulator.Rest;

/// <summary>Pages by <c>page</c> (from 0) and <c>size</c> (25, at most 1000), linked by a <c>Link</c> header.</summary>
internal static class Paging
{
    private const int DefaultSize = 25;
    private const int MaxSize = 1000;

    public static ApiReply Page<T>(ApiRequest request, IEnumerable<T> all, Func<T, JsonNode> render)
    {
        var page = Number(request, "page", 0, 0, int.MaxValue / MaxSize);
        var size = Number(request, "size", DefaultSize, 1, MaxSize);
        var items = all.Skip(page * size).Take(size + 1).ToList();
        var links = new List<string> { Link(request, $"page=0&size={size}", "page", "first") };
        if (items.Count > size)
        {
            links.Add(Link(request, $"page={page + 1}&size={size}", "page", "next"));
        }

        return ApiReply.Json(Json.Array(items.Take(size).Select(render))) with { Link = string.Join(", ", links) };
    }

    /// <summary>
    /// Pages without numbers: the next one begins below (or above) the <paramref name="key"/> of the last item.
    /// </summary>
    public static ApiReply Continue<T>(ApiRequest request, IEnumerable<T> all, Func<T, JsonNode> render, string name, Func<T, long> key)
    {
        var size = Number(request, "size", DefaultSize, 1, MaxSize);
        var items = all.Take(size + 1).ToList();
        var reply = ApiReply.Json(Json.Array(items.Take(size).Select(render)));
        return items.Count <= size ? reply : reply with { Link = Link(request, $"{name}={key(items[size - 1])}&size={size}", name, "next") };
    }

    /// <summary>What <c>sortOrder</c> asks for; newest first when it says nothing.</summary>
    public static bool IsOldestFirst(ApiRequest request)
    {
        var order = request.Query("sortOrder") ?? "desc";
        return Fields.Same(order, "asc") || (Fields.Same(order, "desc") ? false
            : throw ApiError.Invalid($"The query parameter 'sortOrder' is '{order}'; send asc or desc."));
    }

    public static int Number(ApiRequest request, string name, int byDefault, int min, int max, string code = "validation-error")
    {
        if (request.Query(name) is not { } text)
        {
            return byDefault;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        throw ApiError.BadRequest(code, $"The query parameter '{name}' is '{text}'; send a whole number from {min} to {max}.");
    }

    /// <summary>
    /// The filters travel with the link; clients split the header at commas and semicolons, so all is escaped.
    /// </summary>
    private static string Link(ApiRequest request, string place, string key, string rel)
    {
        var filters = request.Http.Parameters
            .Where(pair => pair.Key != key && pair.Key != "size")
            .Select(pair => $"&{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}");
        var path = request.Http.EscapedPath.TrimEnd('/');
        return $"<{request.Urls.Root}{path}?{place}{string.Concat(filters)}>; rel=\"{rel}\"";
    }
}
