namespace CallGrains.Bandwidth;

/// <summary>
/// Looks for what a doubtful command left behind; <c>Commands/README.md</c> says for each command what that is. Safe
/// for many threads.
/// </summary>
internal sealed class CommandObserver(ICatapultQuestions questions)
{
    /// <exception cref="CarrierException">The carrier could not be asked.</exception>
    public async Task<Observation> ObserveAsync(DoubtfulCommand doubt, CancellationToken cancellationToken)
    {
        var request = doubt.Request;
        var catapult = questions.For(request.Lease);
        return request.Command switch
        {
            CreateCallCommand create => Observation.Found(await FindCallAsync(create.To)),
            TransferCommand transfer => Observation.Found(await FindCallAsync(transfer.To)),
            CreateConferenceCommand or AnnounceCommand => Observation.Unknown,
            AddMemberCommand add => Observation.Found(await FindMemberAsync(add.CallId)),
            BridgeCommand or TranscribeCommand or SendMessageCommand => Observation.Found(await catapult.FindCreatedAsync(request, cancellationToken)),
            GatherCommand gather => Gathered(doubt, gather, await LogAsync()),
            RecordCommand { Enabled: true } => await IsRecordedAsync() ? Observation.Happened : Observation.DidNot,
            { StartsAudio: true } => Heard(doubt, await LogAsync()),
            _ => Observation.DidNot,
        };

        async Task<string?> FindCallAsync(string to) => (await catapult.FindCallAsync(to, request.CallbackUrl!, cancellationToken))?.Id;

        // One that has left meanwhile was taken in: it must not be fetched back.
        async Task<string?> FindMemberAsync(string callId) => (await catapult.GetConferenceAsync(request.ConferenceId!, cancellationToken))?.Members
            .FirstOrDefault(m => m.CallId == callId && !doubt.Knows(m.Id))?.Id;

        async Task<bool> IsRecordedAsync() =>
            (await catapult.GetRecordingsAsync(request.CallId!, cancellationToken)).Count > doubt.Earlier().Count(c => c is RecordCommand { Enabled: true });

        async Task<CallLog> LogAsync() => CallLog.Of(await catapult.GetCallEventsAsync(request.CallId!, cancellationToken));
    }

    /// <summary>
    /// A gather without a prompt leaves no mark where the log names no gathers: sent again, it would be refused,
    /// because the first one is open.
    /// </summary>
    private static Observation Gathered(DoubtfulCommand doubt, GatherCommand gather, CallLog log) =>
        log.Gathers.FirstOrDefault(g => !doubt.Knows(g)) is { } id ? Observation.Found(id)
        : doubt.IsConfirmed() || gather.Prompt is null ? Observation.Happened
        : Heard(doubt, log);

    /// <summary>
    /// One more start of audio than we know of was this one. Otherwise it is to be sent again, unless the call has
    /// ended meanwhile.
    /// </summary>
    private static Observation Heard(DoubtfulCommand doubt, CallLog log) =>
        log.AudioStarts > doubt.Earlier().Count(c => c.StartsAudio) ? Observation.Happened
        : log.IsOver ? Observation.TooLate
        : Observation.DidNot;
}
