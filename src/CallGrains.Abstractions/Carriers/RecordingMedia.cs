using System.IO.Pipelines;

namespace CallGrains;

/// <summary>The file of a recording, as it comes from the carrier. Read <see cref="Content"/>, then dispose.</summary>
/// <remarks>For one reader.</remarks>
/// <param name="content">The bytes, as they arrive.</param>
/// <param name="uri">Where the carrier keeps the file; it needs the carrier's credentials.</param>
/// <param name="length">The size in bytes; null when the carrier does not say.</param>
/// <param name="contentType">For example <c>audio/wav</c>; null when the carrier does not say.</param>
/// <param name="owner">What else ends with the download; null for nothing.</param>
public sealed class RecordingMedia(Stream content, Uri uri, long? length, string? contentType, IAsyncDisposable? owner = null) : IAsyncDisposable
{
    /// <summary>The bytes, as they arrive; the reader's token ends the wait for them.</summary>
    public Stream Content { get; } = content;

    /// <summary>Where the carrier keeps the file; it needs the carrier's credentials.</summary>
    public Uri Uri { get; } = uri;

    /// <summary>The size in bytes; null when the carrier does not say.</summary>
    public long? Length { get; } = length;

    /// <summary>For example <c>audio/wav</c>; null when the carrier does not say.</summary>
    public string? ContentType { get; } = contentType;

    /// <summary>
    /// Waits for the first byte of a file whose size the carrier does not say: an empty one has length 0 then.
    /// </summary>
    internal async Task<RecordingMedia> PeekAsync(CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(Content);
        try
        {
            var first = await reader.ReadAsync(cancellationToken);
            reader.AdvanceTo(first.Buffer.Start);
            return new RecordingMedia(reader.AsStream(), Uri, first.Buffer.IsEmpty ? 0 : null, ContentType, owner);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the download.</summary>
    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync();
        if (owner is not null)
        {
            await owner.DisposeAsync();
        }
    }
}
