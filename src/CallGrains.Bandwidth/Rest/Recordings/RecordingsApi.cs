using System.Globalization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// Recordings. They come and go with the calls; their files are in <see cref="BandwidthClient.Media"/>.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class RecordingsApi
{
    private readonly BandwidthHttp _http;

    internal RecordingsApi(BandwidthHttp http) => _http = http;

    /// <summary>Lists the account's recordings.</summary>
    /// <param name="size">Recordings a request, 1 to 1000; null for the carrier's 25.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<Recording> ListAsync(int? size = null, CancellationToken cancellationToken = default) =>
        _http.ListAsync(Paths.WithQuery(_http.UserPath + "/recordings", ("size", size?.ToString(CultureInfo.InvariantCulture))), BandwidthJson.Wire.RecordingArray, cancellationToken);

    /// <summary>Reads a recording.</summary>
    /// <param name="recordingId">The recording's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<Recording> GetAsync(string recordingId, CancellationToken cancellationToken = default) =>
        _http.GetAsync(Path(recordingId), BandwidthJson.Wire.Recording, cancellationToken);

    /// <summary>A recording's own URL.</summary>
    /// <param name="recordingId">The recording's id.</param>
    public Uri UriOf(string recordingId) => _http.UriOf(Path(recordingId));

    private string Path(string recordingId) => $"{_http.UserPath}/{Paths.Join("recordings", recordingId)}";
}
