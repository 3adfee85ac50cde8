using System.Net;
using System.Text;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Memory;

/// <summary>A request of an <see cref="HttpClient"/> that never leaves the process.</summary>
internal sealed class MemoryRequest(HttpRequestMessage message, byte[] body, string[] parts, IReadOnlyDictionary<string, string> route) : RestRequest
{
    private readonly Uri _url = message.RequestUri!;
    private List<KeyValuePair<string, string>>? _parameters;

    /// <summary>Null until it is answered, and for good when the connection is broken.</summary>
    public HttpResponseMessage? Response { get; private set; }

    public override string Method => message.Method.Method;

    public override string Path => "/" + string.Join('/', parts);

    public override string EscapedPath => _url.AbsolutePath;

    public override string QueryString => _url.Query;

    public override IEnumerable<KeyValuePair<string, string>> Parameters => _parameters ??= [.. _url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Pair)];

    public override IEnumerable<KeyValuePair<string, IEnumerable<string>>> Headers => message.Content is null ? message.Headers : message.Headers.Concat(message.Content.Headers);

    public override long? ContentLength => body.Length;

    public override Stream Content { get; } = new MemoryStream(body, writable: false);

    public override string Root => _url.GetLeftPart(UriPartial.Authority);

    public override string Sender => "127.0.0.1";

    public override CancellationToken Aborted => CancellationToken.None;

    public override string Route(string name) => route.GetValueOrDefault(name) ?? "";

    public override string? Query(string name) => Parameters.FirstOrDefault(pair => pair.Key == name).Value is { Length: > 0 } value ? value : null;

    public override string? Header(string name) =>
        message.Headers.TryGetValues(name, out var values) || (message.Content?.Headers.TryGetValues(name, out values) ?? false) ? string.Join(", ", values) : null;

    public override void Abort()
    {
    }

    public override async Task AnswerAsync(ApiReply reply)
    {
        using var into = new MemoryStream();
        if (reply.Content is { } content)
        {
            await content.WriteAsync(into, CancellationToken.None);
        }
        else if (reply.Text is { } text)
        {
            into.Write(Encoding.UTF8.GetBytes(text));
        }

        var response = new HttpResponseMessage((HttpStatusCode)reply.Status) { Content = new ByteArrayContent(into.ToArray()), RequestMessage = message };
        foreach (var (name, values) in reply.Headers())
        {
            if (!response.Headers.TryAddWithoutValidation(name, values))
            {
                response.Content.Headers.TryAddWithoutValidation(name, values);
            }
        }

        Response = response;
    }

    private static KeyValuePair<string, string> Pair(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? KeyValuePair.Create(Plain(text), "") : KeyValuePair.Create(Plain(text[..at]), Plain(text[(at + 1)..]));
    }

    private static string Plain(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
