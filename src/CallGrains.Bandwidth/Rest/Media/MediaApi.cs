namespace CallGrains.Bandwidth.Rest;

/// <summary>Media files, streamed in both directions. A name may contain slashes.</summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class MediaApi
{
    /// <summary>The largest file: 65 MB.</summary>
    public const long MaxLength = 65_000_000;

    private readonly BandwidthHttp _http;
    private readonly TimeSpan _timeout;

    internal MediaApi(BandwidthHttp http, TimeSpan timeout) => (_http, _timeout) = (http, timeout);

    /// <summary>Lists the files, in one request.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<MediaFile> ListAsync(CancellationToken cancellationToken = default) =>
        _http.ListAsync(_http.UserPath + "/media", BandwidthJson.Wire.MediaFileArray, cancellationToken);

    /// <summary>Stores a file; one of the same name is replaced without a word.</summary>
    /// <param name="name">The file's name, of the caller's choosing.</param>
    /// <param name="content">The bytes, read from where the stream is to <paramref name="length"/>; not
    /// disposed.</param>
    /// <param name="length">How many bytes, up to <see cref="MaxLength"/>; null for the rest of a stream that can seek.
    /// The carrier takes no body of unknown length.</param>
    /// <param name="contentType">Kept and given back; <c>application/octet-stream</c> by default.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ArgumentException">The length is not known, or too large.</exception>
    public async Task PutAsync(string name, Stream content, long? length = null, string contentType = "application/octet-stream", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var bytes = length ?? (content.CanSeek
            ? content.Length - content.Position
            : throw new ArgumentException($"The length of '{name}' is not known, and the carrier takes no body without it; give the length.", nameof(length)));
        if (bytes is < 0 or > MaxLength)
        {
            throw new ArgumentException($"'{name}' has {bytes} bytes; the carrier takes 0 to {MaxLength}.", nameof(length));
        }

        using var response = await _http.OpenAsync(HttpMethod.Put, Path(name), new MediaBody(content, bytes, contentType), _timeout, cancellationToken);
    }

    /// <summary>Opens a file; 404 <c>media-not-found</c> when there is none.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="cancellationToken">Ends the attempt to open it.</param>
    /// <returns>The file, to be disposed by the caller.</returns>
    public async Task<MediaDownload> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        var response = await _http.OpenAsync(HttpMethod.Get, Path(name), null, _timeout, cancellationToken);
        return new MediaDownload(response, await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    /// <summary>Deletes a file; 404 <c>media-not-found</c> when there is none.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) => _http.DeleteAsync(Path(name), cancellationToken);

    private string Path(string name) => $"{_http.UserPath}/{Paths.Join("media", name)}";
}
