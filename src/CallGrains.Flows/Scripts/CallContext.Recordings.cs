namespace CallGrains.Flows;

public sealed partial class CallContext
{
    /// <summary>
    /// Records until <paramref name="stopOn"/> is pressed, <paramref name="maxDuration"/> has passed or the call ends,
    /// and waits until the file can be fetched; why there is none, is a result (<see cref="RecordResult.Failure"/>).
    /// The end of the call is no exception: what was said until then is the recording. On replay nothing is recorded.
    /// </summary>
    /// <param name="maxDuration">The longest recording; null for the carrier's limit (1 hour).</param>
    /// <param name="stopOn">Digits that end it; empty for none.</param>
    /// <param name="fileFormat"><c>wav</c> or <c>mp3</c>; null for <c>wav</c>, the only one that can be
    /// transcribed.</param>
    /// <exception cref="CallEndedException">The call was over before it began.</exception>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(RecordCommand), typeof(VerifyRecordingCommand))]
    public async Task<RecordResult> RecordAsync(TimeSpan? maxDuration = null, string stopOn = "#", string? fileFormat = null)
    {
        ArgumentNullException.ThrowIfNull(stopOn);
        var recording = StartRecord(maxDuration, fileFormat);
        var key = _run.WaitAsync<string>(input => input is EventEntry { Leg: 0, Event: DtmfEvent dtmf } && stopOn.Contains(dtmf.Digit, StringComparison.Ordinal)
            ? new Answer<string>(dtmf.Digit)
            : null);
        if (await Task.WhenAny(recording.Ended, key) == key)
        {
            return await recording.StopAsync();
        }

        return await recording.Completion;
    }

    /// <summary>
    /// Begins to record and returns at once, so that the script may go on meanwhile. On replay nothing is recorded.
    /// </summary>
    /// <param name="maxDuration">The longest recording; null for the carrier's limit (1 hour).</param>
    /// <param name="fileFormat"><c>wav</c> or <c>mp3</c>; null for <c>wav</c>, the only one that can be
    /// transcribed.</param>
    /// <exception cref="CallEndedException">The call was over.</exception>
    [NeedsCommand(typeof(RecordCommand), typeof(VerifyRecordingCommand))]
    public RecordHandle StartRecord(TimeSpan? maxDuration = null, string? fileFormat = null)
    {
        var command = new RecordCommand(true) { MaxDuration = maxDuration, FileFormat = fileFormat };
        var ended = RecordedAsync(Command(command), command);
        return new RecordHandle(this, ended, FileOfAsync(ended));
    }

    internal void StopRecording(Task ended)
    {
        _run.EnsureTurn();
        if (!ended.IsCompleted && !HasEnded)
        {
            Command(new RecordCommand(false));
        }
    }

    /// <summary>
    /// The carrier reports a recording before it gives the file out, so the file is asked for before the script is
    /// told.
    /// </summary>
    private async Task<RecordResult> FileOfAsync(Task<RecordingEvent?> ended)
    {
        if (await ended is not { } e)
        {
            return RecordResult.NeverBegun;
        }

        if (!e.IsComplete)
        {
            return RecordResult.NotSaved(e, HasEnded);
        }

        if (!_run.Decides(d => d is CommandDecided { Command: VerifyRecordingCommand }))
        {
            // A journal of before this was asked: the script went on at once.
            return new RecordResult(true, e.RecordingId, e.RecordingUri, HasEnded) { Duration = e.Duration };
        }

        var verify = new VerifyRecordingCommand(e.RecordingId) { RecordingUri = e.RecordingUri };
        var operation = Free(verify);
        var outcome = await _run.WaitAsync<CommandOutcome>(input => input is OutcomeEntry o && o.Operation == operation ? new(o.Outcome) : null);
        return RecordResult.Of(verify, outcome, HasEnded, e.Duration);
    }

    private Task<RecordingEvent?> RecordedAsync(int operation, Command command) => _run.WaitAsync<RecordingEvent?>(input => input switch
    {
        EventEntry { Leg: 0, Event: RecordingEvent r } => new(r),
        OutcomeEntry { Outcome.Status: OutcomeStatus.Gone } o when o.Operation == operation => new(null),
        OutcomeEntry { Outcome.IsDone: false } o when o.Operation == operation => Answer<RecordingEvent?>.Failed(new CommandFailedException(command, o.Outcome)),
        _ => null,
    });
}
