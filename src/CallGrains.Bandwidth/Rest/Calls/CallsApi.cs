namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// Calls. The carrier allows one request a second (429), and one new call a second averaged over 10 s (403
/// <c>call-rate-limit</c>), unless the account has more.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class CallsApi
{
    private readonly BandwidthHttp _http;
    private readonly CreationWindow _window;

    internal CallsApi(BandwidthHttp http, CreationWindow window) => (_http, _window) = (http, window);

    /// <summary>
    /// Places a call. A callee that cannot be reached is no error here: a <c>hangup</c> event follows.
    /// </summary>
    /// <param name="call">Who calls whom, and how it is reported.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The new call's id.</returns>
    public Task<string> CreateAsync(CreateCall call, CancellationToken cancellationToken = default) =>
        _window.CreateAsync(() => _http.CreateAsync(Path(), call, BandwidthJson.Wire.CreateCall, cancellationToken));

    /// <summary>Reads a call.</summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<Call> GetAsync(string callId, CancellationToken cancellationToken = default) =>
        _http.GetAsync(Path(callId), BandwidthJson.Wire.Call, cancellationToken);

    /// <summary>Lists calls, the newest first unless the query says otherwise.</summary>
    /// <param name="query">What to list; null for all.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<Call> ListAsync(CallQuery? query = null, CancellationToken cancellationToken = default) =>
        _http.ListAsync((query ?? new CallQuery()).AddTo(Path()), BandwidthJson.Wire.CallArray, cancellationToken);

    /// <summary>Changes a call: any documented update but a transfer, which has an id to return.</summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="update">What changes; absent values stay.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task UpdateAsync(string callId, UpdateCall update, CancellationToken cancellationToken = default) =>
        _http.UpdateAsync(Path(callId), update, BandwidthJson.Wire.UpdateCall, cancellationToken);

    /// <summary>Answers an inbound call; <c>answer</c> follows.</summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task AnswerAsync(string callId, CancellationToken cancellationToken = default) =>
        UpdateAsync(callId, new UpdateCall { State = "active" }, cancellationToken);

    /// <summary>Refuses an inbound call; <c>hangup</c> with cause <c>CALL_REJECTED</c> follows.</summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task RejectAsync(string callId, CancellationToken cancellationToken = default) =>
        UpdateAsync(callId, new UpdateCall { State = "rejected" }, cancellationToken);

    /// <summary>Ends a call; <c>hangup</c> follows.</summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task HangUpAsync(string callId, CancellationToken cancellationToken = default) =>
        UpdateAsync(callId, new UpdateCall { State = "completed" }, cancellationToken);

    /// <summary>
    /// Turns recording on or off; each on/off pair makes one recording, and a <c>recording</c> event follows.
    /// </summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="enabled">On or off.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task SetRecordingAsync(string callId, bool enabled, CancellationToken cancellationToken = default) =>
        UpdateAsync(callId, new UpdateCall { RecordingEnabled = enabled }, cancellationToken);

    /// <summary>Transfers an active call.</summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="transfer">Where to, with what caller id and whisper.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The id of the new call, which reports to <see cref="TransferCall.CallbackUrl"/>.</returns>
    public Task<string> TransferAsync(string callId, TransferCall transfer, CancellationToken cancellationToken = default) =>
        _http.CreateAsync(Path(callId), transfer, BandwidthJson.Wire.TransferCall, cancellationToken);

    /// <summary>
    /// Speaks or plays on a call, or stops it; <c>speak</c> or <c>playback</c> started and done follow.
    /// </summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="audio">What; see <see cref="AudioRequest.StopSentence"/> and <see cref="AudioRequest.StopFile"/> to
    /// stop.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task PlayAudioAsync(string callId, AudioRequest audio, CancellationToken cancellationToken = default) =>
        _http.UpdateAsync(Path(callId, "audio"), audio, BandwidthJson.Wire.AudioRequest, cancellationToken);

    /// <summary>Sends tones to the other side. No event reports their end.</summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="digits">1 to 92 characters of <c>0-9 A-D # * , w W</c>; <c>,</c> and <c>w</c> pause 0.5 s, <c>W</c>
    /// 1 s.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task SendDtmfAsync(string callId, string digits, CancellationToken cancellationToken = default) =>
        _http.UpdateAsync(Path(callId, "dtmf"), new SendDtmf(digits), BandwidthJson.Wire.SendDtmf, cancellationToken);

    /// <summary>Lists the carrier's log of a call, in one request.</summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<CallLogLine> ListEventsAsync(string callId, CancellationToken cancellationToken = default) =>
        _http.ListAsync(Path(callId, "events"), BandwidthJson.Wire.CallLogLineArray, cancellationToken);

    /// <summary>Reads one line of the log.</summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="eventId">The line's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<CallLogLine> GetEventAsync(string callId, string eventId, CancellationToken cancellationToken = default) =>
        _http.GetAsync(Path(callId, "events", eventId), BandwidthJson.Wire.CallLogLine, cancellationToken);

    /// <summary>Lists the recordings of a call, in one request.</summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<Recording> ListRecordingsAsync(string callId, CancellationToken cancellationToken = default) =>
        _http.ListAsync(Path(callId, "recordings"), BandwidthJson.Wire.RecordingArray, cancellationToken);

    /// <summary>Lists the transcriptions of a call's recordings, in one request.</summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<Transcription> ListTranscriptionsAsync(string callId, CancellationToken cancellationToken = default) =>
        _http.ListAsync(Path(callId, "transcriptions"), BandwidthJson.Wire.TranscriptionArray, cancellationToken);

    private string Path(params ReadOnlySpan<string> rest) => $"{_http.UserPath}/{Paths.Join(["calls", .. rest])}";
}
