using System.Net;
using System.Text;
using CallGrains.Simulator.Media;
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

    public override Task AnswerAsync(ApiReply reply)
    {
        HttpContent content = reply.Content is { } file ? new FileContent(file) : new ByteArrayContent(reply.Text is { } text ? Encoding.UTF8.GetBytes(text) : []);
        var response = new HttpResponseMessage((HttpStatusCode)reply.Status) { Content = content, RequestMessage = message };
        foreach (var (name, values) in reply.Headers())
        {
            if (!response.Headers.TryAddWithoutValidation(name, values))
            {
                response.Content.Headers.TryAddWithoutValidation(name, values);
            }
        }

        Response = response;
        return Task.CompletedTask;
    }

    private static KeyValuePair<string, string> Pair(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? KeyValuePair.Create(Plain(text), "") : KeyValuePair.Create(Plain(text[..at]), Plain(text[(at + 1)..]));
    }

    /// <summary>A file, made when somebody reads it.</summary>
    private sealed class FileContent(MediaFile file) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => file.WriteAsync(stream, CancellationToken.None);

        protected override bool TryComputeLength(out long length)
        {
            length = file.Length;
            return true;
        }
    }

    private static string Plain(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
