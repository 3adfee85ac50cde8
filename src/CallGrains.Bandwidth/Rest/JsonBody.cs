using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// A body that knows whether any of it was handed to the connection. Until then the carrier cannot have acted, whatever
/// ended the request: no connection, no name, no free connection in time.
/// </summary>
internal abstract class TrackedContent : HttpContent
{
    public bool Started { get; private set; }

    /// <summary>What the body says, before it was written; null for nothing.</summary>
    public object? Source { get; init; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Started = true;
        return WriteAsync(stream, cancellationToken);
    }

    protected abstract Task WriteAsync(Stream stream, CancellationToken cancellationToken);
}

/// <summary>A JSON body.</summary>
internal sealed class JsonBody : TrackedContent
{
    private readonly byte[] _utf8;

    private JsonBody(byte[] utf8) => _utf8 = utf8;

    /// <summary>A body without bytes, for a POST whose parameters are in the query.</summary>
    public static JsonBody None() => new([]);

    public static JsonBody Create<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(value, type))
    {
        Source = value,
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };

    protected override Task WriteAsync(Stream stream, CancellationToken cancellationToken) =>
        stream.WriteAsync(_utf8, cancellationToken).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = _utf8.Length;
        return true;
    }
}

/// <summary>A media file's body, streamed.</summary>
internal sealed class MediaBody : TrackedContent
{
    private readonly Stream _source;
    private readonly long _length;

    public MediaBody(Stream source, long length, string contentType)
    {
        _source = source;
        _length = length;
        Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
    }

    protected override Task WriteAsync(Stream stream, CancellationToken cancellationToken) => _source.CopyToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
