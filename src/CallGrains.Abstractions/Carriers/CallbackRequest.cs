namespace CallGrains;

/// <summary>How a callback carries its event.</summary>
public enum CallbackForm
{
    /// <summary>A POST body with one JSON object.</summary>
    Json,

    /// <summary>The query string of a GET, without its question mark.</summary>
    Query,

    /// <summary>
    /// No carrier's: an event that was supplied from what the carrier said when asked, as <see cref="EventJson"/>
    /// writes it.
    /// </summary>
    Neutral,

    /// <summary>A POST body of form fields (<c>application/x-www-form-urlencoded</c>).</summary>
    Form,
}

/// <summary>
/// A callback as it came, or as the journal kept it. Safe for many threads as long as the request lasts.
/// </summary>
/// <param name="form">The form of <paramref name="raw"/>.</param>
/// <param name="raw">The body's own bytes, or the query string of a GET.</param>
public class CallbackRequest(CallbackForm form, ReadOnlyMemory<byte> raw)
{
    /// <summary>The form of <see cref="Raw"/>.</summary>
    public CallbackForm Form { get; } = form;

    /// <summary>
    /// The body's own bytes; of a GET, the query string as it stood in the request line. The journal keeps them.
    /// </summary>
    public ReadOnlyMemory<byte> Raw { get; } = raw;

    /// <summary>The HTTP method.</summary>
    public virtual string Method => Form == CallbackForm.Query ? "GET" : "POST";

    /// <summary>The URL that the carrier called, and signed, with its query; empty for what the journal kept.</summary>
    public virtual string Url => "";

    /// <summary>The value of a header; null when it did not come exactly once.</summary>
    /// <param name="name">Its name, in any case.</param>
    public virtual string? Header(string name) => null;
}
