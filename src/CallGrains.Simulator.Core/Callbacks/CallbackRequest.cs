using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Callbacks;

/// <summary>The HTTP form of an event: POST with a JSON body, or GET with every field as a query parameter.</summary>
internal sealed record CallbackRequest(HttpMethod Method, Uri Url, string? Body, string? Credentials)
{
    /// <summary>What stands in its headers besides.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers => MoreHeaders?.Value ?? [];

    /// <summary>
    /// The same, worked out only where the request leaves the process: a signature costs more than a call.
    /// </summary>
    public Lazy<IReadOnlyList<(string Name, string Value)>>? MoreHeaders { get; init; }

    public string Agent { get; init; } = UserAgent;

    /// <summary>As the carrier writes it.</summary>
    public string ContentType { get; init; } = "application/json; charset=utf-8";

    private const string UserAgent = "BandwidthAPI/v1 (callgrains-simulator)";

    /// <summary>Null when the fields make a URL that is none (.NET ends at 65,519 characters).</summary>
    public static CallbackRequest? Make(Delivery delivery, string url)
    {
        var target = delivery.Target.IsGet ? WithQuery(url, delivery) : url;
        if (!Uri.TryCreate(target, UriKind.Absolute, out var parsed))
        {
            return null;
        }

        var bare = new UriBuilder(parsed) { UserName = "", Password = "" }.Uri;
        var body = delivery.Target.IsGet ? null : Json.Write(delivery.Event);
        return new CallbackRequest(delivery.Target.IsGet ? HttpMethod.Get : HttpMethod.Post, bare, body, Basic(parsed.UserInfo));
    }

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, Url);
        message.Headers.TryAddWithoutValidation("User-Agent", Agent);
        foreach (var (name, value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (Credentials is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Basic", Credentials);
        }

        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
            message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        return message;
    }

    private static string WithQuery(string url, Delivery delivery)
    {
        var fields = delivery.Event.Concat(delivery.GetOnly ?? []);
        var query = string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(Flat(field.Value))}"));
        return url + (url.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query;
    }

    /// <summary>
    /// Strings as they are; lists without quotes, <c>[a, b]</c>; numbers, booleans and nested objects as their JSON
    /// text.
    /// </summary>
    private static string Flat(JsonNode? value) =>
        value is JsonArray list ? $"[{string.Join(", ", list.Select(Flat))}]"
        : value is JsonValue plain && plain.TryGetValue<string>(out var text) ? text : value is null ? "" : Json.Write(value);

    private static string? Basic(string userInfo) =>
        userInfo.Length == 0 ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(
            string.Join(':', userInfo.Split(':', 2).Select(Uri.UnescapeDataString))));
}
