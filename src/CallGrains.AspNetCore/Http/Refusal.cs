using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Http;

/// <summary>
/// An answer that says no, as <c>application/problem+json</c> (RFC 9457): what was wrong, and what to do instead.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The kind of problem, the same for all its occurrences.</param>
/// <param name="Detail">This occurrence: which value, and what to send instead.</param>
internal sealed record Refusal(int Status, string Title, string Detail) : IResult
{
    // Readable by people; it is JSON of its own type, never part of a page.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>The field at fault by its wire name; null where it is not about a field.</summary>
    public string? Field { get; init; }

    /// <summary>When to try again; null where that would not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A header that belongs to the status, such as Allow; null for none.</summary>
    public (string Name, string Value)? Header { get; init; }

    /// <summary>What metrics call it; null for what they call its status.</summary>
    public string? Measured { get; init; }

    /// <summary>Whether it needs somebody's attention here, rather than at the caller's.</summary>
    public bool IsOurFault { get; init; }

    public static Refusal Malformed(string field, string fault) => new(StatusCodes.Status400BadRequest, "Malformed request", fault) { Field = field };

    public static Refusal TooLarge(int limit) => new(
        StatusCodes.Status413PayloadTooLarge, "Body too large", $"The body has more than {limit} bytes; send less.");

    public static Refusal Expired(string why) => new(StatusCodes.Status410Gone, "Expired", $"{why} Nothing was taken; do not send it again.");

    /// <summary>The answer to an exception, whatever it is: there is always one, and it is never a 500.</summary>
    public static Refusal Of(Exception exception) => exception switch
    {
        EventFormatException e => Malformed(e.Field, e.Fault),
        OverloadedException e => Unavailable("Too busy", e.Message, e.RetryAfter),
        JournalUnavailableException e => Unavailable("Journal unavailable", e.Message, Soon),
        JournalConflictException => Unavailable("Grain has moved", "Another process has taken this grain over; send the same again.", Soon),
        JournalFormatException e => Unavailable("Journal unreadable", e.Message, Soon) with { IsOurFault = true },
        CarrierException e => Unavailable("Carrier unavailable", $"The carrier was asked whose event this is, and did not say: {e.Message}", Soon),
        BadHttpRequestException e => new(e.StatusCode, "Malformed request", e.Message) { Field = EventFormatException.Body },
        _ => Unavailable("Failed", "This failed unexpectedly and the log here says why; nothing was acknowledged, send the same again.", Soon) with { IsOurFault = true },
    };

    /// <summary>
    /// Text of the caller's for messages: short, in quotes, without what could forge a line of the log.
    /// </summary>
    public static string Quote(string value) => Quoted.Of(value);

    /// <summary>
    /// Text that a stranger had a part in, for the log: without characters that begin a line, move the cursor or turn
    /// the text around.
    /// </summary>
    public static string Clean(string text) => Quoted.Clean(text);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/problem+json";
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (Header is { } header)
        {
            response.Headers[header.Name] = header.Value;
        }

        var json = ToJson();
        response.ContentLength = json.Length;
        await response.BodyWriter.WriteAsync(json);
    }

    private byte[] ToJson()
    {
        var buffer = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteString("title", Title);
            json.WriteNumber("status", Status);
            json.WriteString("detail", Utf8(Detail));
            if (Field is not null)
            {
                json.WriteString("field", Utf8(Field));
                json.WriteString("fault", Utf8(Detail));
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    // Details quote what came in; text that is not Unicode would make the writer throw, the encoding replaces it.
    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static Refusal Unavailable(string title, string detail, TimeSpan retryAfter) =>
        new(StatusCodes.Status503ServiceUnavailable, title, detail) { RetryAfter = retryAfter };
}
