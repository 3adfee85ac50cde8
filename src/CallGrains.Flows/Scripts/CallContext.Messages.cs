namespace CallGrains.Flows;

public sealed partial class CallContext
{
    /// <summary>
    /// Sends a text and waits for its receipt; may be used after the call's end. Nothing is sent to one who has stopped
    /// texts from that number (<see cref="SendResult.IsOptedOut"/>). On replay nothing is sent.
    /// </summary>
    /// <param name="to">Who gets it: E.164, or a short code. Nothing is sent to anybody else, an anonymous caller for
    /// example (<see cref="SendResult.IsUnreachable"/>).</param>
    /// <param name="text">1 to 2048 characters; may be empty with media.</param>
    /// <param name="media">The URLs of pictures and other files; null for none. The carrier gives no receipts for
    /// these: the wait ends when it is sent.</param>
    /// <param name="from">One of our numbers; null for our number in this call.</param>
    /// <param name="patience">The longest wait for the receipt; null for 2 minutes, zero to go on at once when the
    /// carrier has taken it, infinite for as long as it takes.</param>
    /// <param name="carrier">The one carrier that may send it; null for one that serves our number.</param>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(SendMessageCommand))]
    public Task<SendResult> SendAsync(string to, string text, IReadOnlyList<Uri>? media = null, string? from = null, TimeSpan? patience = null, string? carrier = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(text);
        if (to.Length == 0 && _run.Rules >= FlowRules.CallerSafe)
        {
            // A caller who withholds the number, as some carriers tell it.
            _run.EnsureTurn();
            return Task.FromResult(SendResult.Unreachable);
        }

        ArgumentException.ThrowIfNullOrEmpty(to);
        return SendAsync(new SendMessageCommand(from ?? OwnNumber, to, text) { Media = media, Carrier = carrier }, patience);
    }

    /// <summary>
    /// Has a recording of this call written down and waits for the text; may be used after the call's end. A
    /// transcription that fails, or never comes, is a result (<see cref="TranscriptionResult.IsComplete"/> is false).
    /// On replay nothing is sent.
    /// </summary>
    /// <param name="recordingId">The carrier's recording id, of a complete WAV recording.</param>
    /// <exception cref="CommandFailedException">The carrier refused, for example because the recording is not
    /// complete.</exception>
    [NeedsCommand(typeof(TranscribeCommand))]
    public Task<TranscriptionResult> TranscribeAsync(string recordingId)
    {
        ArgumentException.ThrowIfNullOrEmpty(recordingId);
        _run.EnsureTurn();

        // The event names only the recording, so whoever gets the recording's post is told first whose it is.
        _run.Decide(id => new CommandDecided(id, RelaySubject.Introduce(Address, recordingId)));
        var command = new TranscribeCommand(recordingId);
        var operation = _run.Decide(id => new CommandDecided(id, command));
        string? transcription = null;
        return _run.WaitAsync<TranscriptionResult>(Result);

        Answer<TranscriptionResult>? Result(JournalEntry? input)
        {
            switch (input)
            {
                case OutcomeEntry o when o.Operation == operation && !o.Outcome.IsDone:
                    return Answer<TranscriptionResult>.Failed(new CommandFailedException(command, o.Outcome));
                case OutcomeEntry o when o.Operation == operation:
                    transcription = o.Outcome.ResourceId;
                    return null;
                case EventEntry { Event: TranscriptionEvent t } when t.RecordingId == recordingId || t.TranscriptionId == transcription:
                    return new(t.IsCompleted ? new TranscriptionResult(t.Text ?? "", t.TranscriptionId, t.TextUrl) : new TranscriptionResult(null, t.TranscriptionId, null));
                default:
                    return null;
            }
        }
    }
}
