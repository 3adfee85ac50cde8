namespace CallGrains.Bandwidth;

/// <summary>
/// What Catapult can be asked: the questions that its REST API answers. Tests put a carrier in memory behind it.
/// </summary>
/// <remarks>
/// Safe for use by many threads. All throw <see cref="CarrierException"/> when the carrier cannot be asked.
/// </remarks>
internal interface ICatapultQuestions
{
    /// <summary>The same questions, asked for a command that is being sent.</summary>
    ICatapultQuestions For(CommandLease? command) => this;

    /// <summary>A call; null when the carrier does not know it (any more).</summary>
    Task<CallSnapshot?> GetCallAsync(string callId, CancellationToken cancellationToken);

    /// <summary>
    /// Finds a call that we created, by the callback URL it was created with; null when there is none.
    /// </summary>
    Task<CallSnapshot?> FindCallAsync(string to, Uri callbackUrl, CancellationToken cancellationToken);

    /// <summary>
    /// Finds what a request in doubt created, by the marks that it left: a bridge by its calls, a message by its
    /// callback URL, a transcription by its recording.
    /// </summary>
    /// <returns>The id of what it created; null when it created nothing.</returns>
    Task<string?> FindCreatedAsync(CommandRequest request, CancellationToken cancellationToken);

    /// <summary>A conference and its members; null when the carrier does not know it.</summary>
    Task<ConferenceSnapshot?> GetConferenceAsync(string conferenceId, CancellationToken cancellationToken);

    /// <summary>
    /// A transcription, the recording's newest when no id is given; null when the carrier does not know it.
    /// </summary>
    Task<TranscriptionSnapshot?> GetTranscriptionAsync(string recordingId, string? transcriptionId, CancellationToken cancellationToken);

    /// <summary>The log of a call, oldest first; empty when the carrier does not know the call.</summary>
    Task<IReadOnlyList<CallLogEntry>> GetCallEventsAsync(string callId, CancellationToken cancellationToken);

    /// <summary>A gather; null when the carrier does not know it.</summary>
    Task<GatherSnapshot?> GetGatherAsync(string callId, string gatherId, CancellationToken cancellationToken);

    /// <summary>The recordings of a call, oldest first.</summary>
    Task<IReadOnlyList<RecordingSnapshot>> GetRecordingsAsync(string callId, CancellationToken cancellationToken);

    /// <summary>Opens the file of a recording; see <see cref="ICarrierRecovery.OpenRecordingAsync"/>.</summary>
    Task<RecordingMedia> OpenRecordingAsync(string recordingId, CancellationToken cancellationToken);
}
