using System.Net;

namespace CallGrains;

/// <summary>
/// A body that knows whether any of it was handed to the connection. Until then the carrier cannot have acted, whatever
/// ended the request: no connection, no name, no free connection in time.
/// </summary>
internal abstract class TrackedContent : HttpContent
{
    public bool Started { get; private set; }

    /// <summary>
    /// Whether a request that got no answer may have reached the carrier: a part of its body was handed to a
    /// connection, or, without such a body, the connection stood.
    /// </summary>
    public static bool WasSent(HttpRequestMessage request, Exception cause) => request.Content is TrackedContent body
        ? body.Started
        : cause is not HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError };

    /// <summary>What the body says, before it was written; null for nothing.</summary>
    public object? Source { get; init; }

    /// <summary>The body, where it is kept in memory; empty where it is not.</summary>
    public virtual ReadOnlyMemory<byte> Bytes => default;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Started = true;
        return WriteAsync(stream, cancellationToken);
    }

    protected abstract Task WriteAsync(Stream stream, CancellationToken cancellationToken);
}
