namespace CallGrains;

/// <summary>
/// One carrier's wire: commands to REST requests, and questions about what became of them.
/// It makes one attempt and says how it went; retries, doubt and order are the effect runner's.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
public interface ICarrier
{
    /// <summary>The carrier's name in journals and callback paths, for example <c>bandwidth</c>.</summary>
    string Name { get; }

    /// <summary>Sends one command, once.</summary>
    /// <param name="request">The command, and what the wire needs besides.</param>
    /// <param name="cancellationToken">Ends the attempt; whether it took effect is then in doubt.</param>
    /// <returns>The id of what was created, from the <c>Location</c> header; null when nothing was.</returns>
    /// <exception cref="CarrierException">It failed; <see cref="CarrierException.Effect"/> says how far it
    /// got.</exception>
    Task<string?> SendAsync(CarrierRequest request, CancellationToken cancellationToken);

    /// <summary>The call as the carrier sees it; null when the carrier does not know it (any more).</summary>
    /// <param name="callId">The carrier's call id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CarrierException">It could not be read.</exception>
    Task<CallSnapshot?> GetCallAsync(string callId, CancellationToken cancellationToken);

    /// <summary>
    /// Finds a call that we created, by the callback URL it was created with; null when there is none.
    /// </summary>
    /// <param name="to">Who was called.</param>
    /// <param name="callbackUrl">The leg's own URL.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CarrierException">It could not be read.</exception>
    Task<CallSnapshot?> FindCallAsync(string to, Uri callbackUrl, CancellationToken cancellationToken);

    /// <summary>
    /// Finds what a request that is in doubt created, by the marks that it left: a bridge by its calls, a message by
    /// its callback URL, a transcription by its recording.
    /// </summary>
    /// <param name="request">The request, as it was sent.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The id of what it created; null when it created nothing.</returns>
    /// <exception cref="CarrierException">It could not be read.</exception>
    Task<string?> FindCreatedAsync(CarrierRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// A conference and its members; null when the carrier does not know it, as one without conferences knows none.
    /// </summary>
    /// <param name="conferenceId">The carrier's conference id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CarrierException">It could not be read.</exception>
    Task<ConferenceSnapshot?> GetConferenceAsync(string conferenceId, CancellationToken cancellationToken) => Task.FromResult<ConferenceSnapshot?>(null);

    /// <summary>A transcription; null when the carrier does not know it.</summary>
    /// <param name="recordingId">The carrier's recording id.</param>
    /// <param name="transcriptionId">The carrier's transcription id; null for the recording's newest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CarrierException">It could not be read.</exception>
    Task<TranscriptionSnapshot?> GetTranscriptionAsync(string recordingId, string? transcriptionId, CancellationToken cancellationToken);

    /// <summary>The carrier's log of a call, oldest first; empty when it does not know the call.</summary>
    /// <param name="callId">The carrier's call id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CarrierException">It could not be read.</exception>
    Task<IReadOnlyList<CallLogEntry>> GetCallEventsAsync(string callId, CancellationToken cancellationToken);

    /// <summary>A gather; null when the carrier does not know it.</summary>
    /// <param name="callId">The carrier's call id.</param>
    /// <param name="gatherId">The carrier's gather id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CarrierException">It could not be read.</exception>
    Task<GatherSnapshot?> GetGatherAsync(string callId, string gatherId, CancellationToken cancellationToken);

    /// <summary>Opens the file of a recording.</summary>
    /// <param name="recordingId">The carrier's recording id.</param>
    /// <param name="cancellationToken">Ends the attempt to open it.</param>
    /// <returns>The file, to be disposed by the caller.</returns>
    /// <exception cref="CarrierException">
    /// It cannot be had: not now (<see cref="RequestEffect.None"/>: it is being saved, or not found though it was
    /// reported), or never (<see cref="RequestEffect.Refused"/>).
    /// </exception>
    Task<RecordingMedia> OpenRecordingAsync(string recordingId, CancellationToken cancellationToken);

    /// <summary>The recordings of a call, oldest first.</summary>
    /// <param name="callId">The carrier's call id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CarrierException">It could not be read.</exception>
    Task<IReadOnlyList<RecordingSnapshot>> GetRecordingsAsync(string callId, CancellationToken cancellationToken);
}

/// <summary>One command for the wire.</summary>
/// <param name="Command">What is asked.</param>
/// <param name="Tag">The tag to send, which carries the operation's number.</param>
public sealed record CarrierRequest(Command Command, string Tag)
{
    /// <summary>The carrier's id of the call it acts on; null when it creates one.</summary>
    public string? CallId { get; init; }

    /// <summary>The carrier's id of the call that it is bridged to.</summary>
    public string? OtherCallId { get; init; }

    /// <summary>The carrier's id of the conference it acts on.</summary>
    public string? ConferenceId { get; init; }

    /// <summary>The carrier's id of the gather to stop.</summary>
    public string? GatherId { get; init; }

    /// <summary>Where the carrier reports about the leg that the command creates.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>Where it reports instead when <see cref="CallbackUrl"/> does not answer; null for nowhere.</summary>
    public Uri? FallbackUrl { get; init; }
}

/// <summary>How far a failed request got.</summary>
public enum RequestEffect
{
    /// <summary>
    /// It certainly had none: it never left, or was turned away for now (rate limit). It may be sent again at once, or
    /// after <see cref="CarrierException.RetryAfter"/>.
    /// </summary>
    None,

    /// <summary>It certainly had none, and would have none again (4xx).</summary>
    Refused,

    /// <summary>The call it was for is over, or in a state that makes it pointless.</summary>
    Gone,

    /// <summary>It may have had its effect: no answer, a broken connection, a 5xx.</summary>
    InDoubt,
}

/// <summary>A request to the carrier failed.</summary>
/// <param name="error">The carrier's words.</param>
/// <param name="effect">How far it got.</param>
/// <param name="innerException">The transport's error, where there is one.</param>
public sealed class CarrierException(CarrierError error, RequestEffect effect, Exception? innerException = null)
    : Exception(Describe(error), innerException)
{
    /// <summary>The carrier's words.</summary>
    public CarrierError Error { get; } = error;

    /// <summary>How far it got.</summary>
    public RequestEffect Effect { get; } = effect;

    /// <summary>How long the carrier asks to wait before the next try; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    private static string Describe(CarrierError error) => error.Status == 0
        ? error.Message ?? $"The carrier was not asked: {error.Code}."
        : $"The carrier answered {error.Status} {error.Code}: {error.Message}";
}

/// <summary>A call as the carrier sees it.</summary>
/// <param name="Id">The carrier's call id.</param>
/// <param name="State"><c>started</c>, <c>active</c>, <c>transferring</c>, <c>completed</c>, <c>rejected</c> or
/// <c>error</c>.</param>
/// <param name="Direction"><c>in</c> or <c>out</c>.</param>
/// <param name="From">The calling party.</param>
/// <param name="To">The called party.</param>
public sealed record CallSnapshot(string Id, string State, string Direction, string From, string To)
{
    /// <summary>When it was answered; null when it was not.</summary>
    public DateTimeOffset? ActiveTime { get; init; }

    /// <summary>When it ended; null while it lasts.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Whether it is being recorded.</summary>
    public bool RecordingEnabled { get; init; }

    /// <summary>Whether it is over.</summary>
    public bool IsOver => State is "completed" or "rejected" or "error";
}

/// <summary>A conference as the carrier sees it.</summary>
/// <param name="Id">The carrier's conference id.</param>
/// <param name="IsOver">Whether it is over.</param>
/// <param name="Members">Its members, those who have left included.</param>
public sealed record ConferenceSnapshot(string Id, bool IsOver, IReadOnlyList<MemberSnapshot> Members);

/// <summary>A member of a conference as the carrier sees it.</summary>
/// <param name="Id">The carrier's member id.</param>
/// <param name="CallId">The carrier's call id.</param>
/// <param name="HasLeft">Whether it has left.</param>
/// <param name="Mute">Whether it cannot be heard.</param>
/// <param name="Hold">Whether it hears nothing.</param>
public sealed record MemberSnapshot(string Id, string CallId, bool HasLeft, bool Mute, bool Hold);

/// <summary>One line of the carrier's log of a call.</summary>
/// <param name="Name">For example <c>playback</c> or <c>hangup</c>.</param>
/// <param name="Data">For example <c>start</c>, <c>done</c>, or the cause; null when it has none.</param>
/// <param name="Time">When.</param>
public sealed record CallLogEntry(string Name, string? Data, DateTimeOffset Time);

/// <summary>A gather as the carrier sees it.</summary>
/// <param name="Id">The carrier's gather id.</param>
/// <param name="IsCompleted">Whether it is over.</param>
/// <param name="Reason">Why it ended; null while it runs.</param>
/// <param name="Digits">The digits so far.</param>
public sealed record GatherSnapshot(string Id, bool IsCompleted, string? Reason, string Digits);

/// <summary>A transcription as the carrier sees it.</summary>
/// <param name="Id">The carrier's transcription id.</param>
/// <param name="State"><c>transcribing</c>, <c>completed</c> or <c>error</c>.</param>
public sealed record TranscriptionSnapshot(string Id, string State)
{
    /// <summary>The text, its first 1000 characters; null until it is there.</summary>
    public string? Text { get; init; }

    /// <summary>Characters of the whole text.</summary>
    public int? TextSize { get; init; }

    /// <summary>Where the whole text is.</summary>
    public Uri? TextUrl { get; init; }
}

/// <summary>A recording as the carrier sees it.</summary>
/// <param name="Id">The carrier's recording id.</param>
/// <param name="State"><c>recording</c>, <c>saving</c>, <c>complete</c> or <c>error</c>.</param>
/// <param name="Uri">The recording's own URL.</param>
public sealed record RecordingSnapshot(string Id, string State, Uri Uri)
{
    /// <summary>When it began.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Where the file is.</summary>
    public Uri? Media { get; init; }
}
