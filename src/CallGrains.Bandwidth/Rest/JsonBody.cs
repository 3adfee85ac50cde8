using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CallGrains.Bandwidth.Rest;

/// <summary>A JSON body.</summary>
internal sealed class JsonBody : TrackedContent
{
    // Nobody changes a body's headers, so one serves all.
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly byte[] _utf8;

    private JsonBody(byte[] utf8) => _utf8 = utf8;

    /// <summary>A body without bytes, for a POST whose parameters are in the query.</summary>
    public static JsonBody None() => new([]);

    public static JsonBody Create<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(value, type))
    {
        Source = value,
        Headers = { ContentType = Json },
    };

    public override ReadOnlyMemory<byte> Bytes => _utf8;

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
