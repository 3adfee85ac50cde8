namespace CallGrains.Bandwidth.Rest;

/// <summary>One file of the list.</summary>
public sealed record MediaFile
{
    /// <summary>Its name.</summary>
    public string MediaName { get => field ?? ""; init; }

    /// <summary>Its size in bytes.</summary>
    public long ContentLength { get; init; }

    /// <summary>Its URL, which the carrier sometimes gives without a scheme.</summary>
    public string? Content { get; init; }
}

/// <summary>A file being downloaded. Read <see cref="Content"/>, then dispose.</summary>
/// <remarks>For one reader.</remarks>
public sealed class MediaDownload : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;

    internal MediaDownload(HttpResponseMessage response, Stream content) => (_response, Content) = (response, content);

    /// <summary>The bytes, as they arrive; they have no deadline of ours, the reader's token ends the wait.</summary>
    public Stream Content { get; }

    /// <summary>The type it was stored with; null when the carrier does not say.</summary>
    public string? ContentType => _response.Content.Headers.ContentType?.ToString();

    /// <summary>The size in bytes; null when the carrier does not say.</summary>
    public long? Length => _response.Content.Headers.ContentLength;

    /// <summary>Ends the download.</summary>
    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync();
        _response.Dispose();
    }
}
