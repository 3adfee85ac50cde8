namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// Transcriptions of recordings. The carrier allows one request a second (429), unless the account has more.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class TranscriptionsApi
{
    private readonly BandwidthHttp _http;

    internal TranscriptionsApi(BandwidthHttp http) => _http = http;

    /// <summary>
    /// Asks for a transcription; one <c>transcription</c> event follows. 403 <c>invalid-recording-state</c> when the
    /// recording is not complete, 409 <c>duplicate-transcription</c> when there is one.
    /// </summary>
    /// <param name="recordingId">The recording, a WAV file.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The transcription's id.</returns>
    public Task<string> CreateAsync(string recordingId, CancellationToken cancellationToken = default) =>
        _http.CreateAsync(Path(recordingId), new CreateTranscription(), BandwidthJson.Wire.CreateTranscription, cancellationToken);

    /// <summary>Reads a transcription.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="transcriptionId">The transcription's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<Transcription> GetAsync(string recordingId, string transcriptionId, CancellationToken cancellationToken = default) =>
        _http.GetAsync(Path(recordingId, transcriptionId), BandwidthJson.Wire.Transcription, cancellationToken);

    /// <summary>Lists the transcriptions of a recording, in one request.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<Transcription> ListAsync(string recordingId, CancellationToken cancellationToken = default) =>
        _http.ListAsync(Path(recordingId), BandwidthJson.Wire.TranscriptionArray, cancellationToken);

    private string Path(string recordingId, params ReadOnlySpan<string> rest) =>
        $"{_http.UserPath}/{Paths.Join(["recordings", recordingId, "transcriptions", .. rest])}";
}
