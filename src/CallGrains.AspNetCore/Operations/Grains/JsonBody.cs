using System.Text.Json;
using System.Text.Unicode;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Reads a JSON body of at most 64 KiB.</summary>
internal static class JsonBody
{
    public const int MaxBytes = 64 * 1024;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>
    /// A page of another site can send forms and plain text without asking, but no JSON; so a request says that it is
    /// JSON, or has no type and no body.
    /// </summary>
    public static Refusal? CheckType(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.ContentType is not null && !request.HasJsonContentType() ? WrongType(request.ContentType) : null;

    /// <summary>The body's value; none when the body is empty; or why it cannot be taken.</summary>
    public static async Task<(JsonElement? Value, Refusal? Refusal)> ReadAsync(HttpRequest request)
    {
        if (await LimitedBody.ReadAsync(request, MaxBytes) is not { } body)
        {
            return (null, Refusal.TooLarge(MaxBytes));
        }

        return body.Length == 0 ? (null, null)
            : !request.HasJsonContentType() ? (null, WrongType(request.ContentType))
            : !Utf8.IsValid(body) ? (null, Refusal.Malformed(EventFormatException.Body, "is not UTF-8; send JSON in UTF-8"))
            : Parse(body);
    }

    private static (JsonElement?, Refusal?) Parse(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, Options);
            var value = json.RootElement.Clone();

            // Escaped lone surrogates parse, but cannot be written again; the journal is no place to find that out.
            JsonSerializer.SerializeToUtf8Bytes(value, OperationsJson.Default.JsonElement);
            return (value, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return (null, Refusal.Malformed(EventFormatException.Body, $"is not JSON, nested at most {Options.MaxDepth} deep and without a name twice: {e.Message}"));
        }
    }

    private static Refusal WrongType(string? contentType) => new(
        StatusCodes.Status415UnsupportedMediaType,
        "Wrong content type",
        $"The body is {(contentType is null ? "of no type" : Refusal.Quote(contentType))}; send JSON with Content-Type: application/json.");
}
