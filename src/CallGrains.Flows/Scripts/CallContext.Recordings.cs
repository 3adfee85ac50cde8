namespace CallGrains.Flows;

public sealed partial class CallContext
{
    /// <summary>
    /// Records until <paramref name="stopOn"/> is pressed, <paramref name="maxDuration"/> has passed or the call ends, and waits for the file.
    /// The end of the call is no exception: what was said until then is the recording. On replay nothing is recorded.
    /// </summary>
    /// <param name="maxDuration">The longest recording; null for the carrier's limit (1 hour).</param>
    /// <param name="stopOn">Digits that end it; empty for none.</param>
    /// <param name="fileFormat"><c>wav</c> or <c>mp3</c>; null for <c>wav</c>, the only one that can be transcribed.</param>
    /// <exception cref="CallEndedException">The call was over before it began.</exception>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    public async Task<RecordResult> RecordAsync(TimeSpan? maxDuration = null, string stopOn = "#", string? fileFormat = null)
    {
        ArgumentNullException.ThrowIfNull(stopOn);
        var recording = StartRecord(maxDuration, fileFormat);
        var key = _run.WaitAsync<string>(input => input is EventEntry { Leg: 0, Event: DtmfEvent dtmf } && stopOn.Contains(dtmf.Digit, StringComparison.Ordinal)
            ? new Answer<string>(dtmf.Digit)
            : null);
        if (await Task.WhenAny(recording.Completion, key) == key)
        {
            return await recording.StopAsync();
        }

        return await recording.Completion;
    }

    /// <summary>Begins to record and returns at once, so that the script may go on meanwhile. On replay nothing is recorded.</summary>
    /// <param name="maxDuration">The longest recording; null for the carrier's limit (1 hour).</param>
    /// <param name="fileFormat"><c>wav</c> or <c>mp3</c>; null for <c>wav</c>, the only one that can be transcribed.</param>
    /// <exception cref="CallEndedException">The call was over.</exception>
    public RecordHandle StartRecord(TimeSpan? maxDuration = null, string? fileFormat = null)
    {
        var command = new RecordCommand(true) { MaxDuration = maxDuration, FileFormat = fileFormat };
        return new RecordHandle(this, RecordedAsync(Command(command), command));
    }

    internal void StopRecording(Task completion)
    {
        _run.EnsureTurn();
        if (!completion.IsCompleted && !HasEnded)
        {
            Command(new RecordCommand(false));
        }
    }

    private Task<RecordResult> RecordedAsync(int operation, Command command) => _run.WaitAsync<RecordResult>(input => input switch
    {
        EventEntry { Leg: 0, Event: RecordingEvent r } => new(new RecordResult(r.IsComplete, r.RecordingId, r.RecordingUri, HasEnded)),
        OutcomeEntry { Outcome.Status: OutcomeStatus.Gone } o when o.Operation == operation => new(new RecordResult(false, null, null, true)),
        OutcomeEntry { Outcome.IsDone: false } o when o.Operation == operation => Answer<RecordResult>.Failed(new CommandFailedException(command, o.Outcome)),
        _ => null,
    });
}
