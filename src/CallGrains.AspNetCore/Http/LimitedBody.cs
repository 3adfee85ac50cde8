using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Http;

/// <summary>
/// Reads a request's body up to a limit: buffered in the server's own pipe, copied once into an array of its size.
/// </summary>
internal static class LimitedBody
{
    /// <summary>The body; null when it is larger than <paramref name="limit"/> bytes.</summary>
    /// <exception cref="BadHttpRequestException">The body is not HTTP, or stopped in the middle.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async ValueTask<byte[]?> ReadAsync(HttpRequest request, int limit)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        if (request.Headers.ContentEncoding is { Count: > 0 } encodings && encodings.Any(encoding => !"identity".Equals(encoding, StringComparison.OrdinalIgnoreCase)))
        {
            throw new BadHttpRequestException("The body has a Content-Encoding; send it as it is, without compression.", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            return await ReadToEndAsync(request, limit);
        }
        catch (Exception e) when (e is OverflowException || e.InnerException is OverflowException)
        {
            // The server's reader of chunks takes no size beyond its numbers, and says so in this way.
            throw new BadHttpRequestException("A chunk of the body has a size that is no size.", e);
        }
    }

    private static async ValueTask<byte[]?> ReadToEndAsync(HttpRequest request, int limit)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync();
            if (read.IsCompleted || read.Buffer.Length > limit)
            {
                return Take(reader, read.Buffer, limit);
            }

            if (read.IsCanceled)
            {
                throw new IOException("Reading the body was ended by the server.");
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static byte[]? Take(PipeReader reader, ReadOnlySequence<byte> buffer, int limit)
    {
        var body = buffer.Length > limit ? null : buffer.ToArray();
        reader.AdvanceTo(buffer.End);
        return body;
    }
}
