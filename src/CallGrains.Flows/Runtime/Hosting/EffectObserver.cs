namespace CallGrains.Flows.Runtime;

/// <summary>Asks the carrier whether a command that is in doubt took effect. Safe for many threads.</summary>
internal sealed class EffectObserver(ICallbackUrls urls, TimeProvider time)
{
    private static readonly TimeSpan EventPoll = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long an event that alone can tell of an effect is waited for. The carrier sends it at once.
    /// </summary>
    private static readonly TimeSpan EventPatience = TimeSpan.FromSeconds(5);

    private static CommandOutcome TakenWithoutId { get; } = new(OutcomeStatus.Done) { Observed = true };

    /// <summary>The command as it is sent.</summary>
    public CarrierRequest Request(IEffectView view, CommandDecided decided) => new(decided.Command, OperationTag.Format(decided.Id, decided.Tag))
    {
        CallId = decided.Command is { NeedsLiveCall: true } and not (ConferenceCommand or ChangeMemberCommand) ? view.CallIdOf(decided.Leg) : null,
        ConferenceId = decided.Command is not ConferenceCommand ? null : (decided.Command as EndConferenceCommand)?.Stray ?? view.CallIdOf(decided.Leg),
        OtherCallId = decided.Command is BridgeCommand bridge ? view.CallIdOf(bridge.Other) : null,
        GatherId = decided.Command is StopGatherCommand stop ? view.ResourceOf(stop.Gather) : null,
        CallbackUrl = GrainProjection.ReportedLeg(decided) is { } leg ? urls.For(view.Carrier, view.Address, leg) : null,
        FallbackUrl = GrainProjection.ReportedLeg(decided) is { } reported ? urls.FallbackFor(view.Carrier, view.Address, reported) : null,
    };

    /// <summary>The outcome; null when it took no effect, or may be sent again anyway.</summary>
    /// <exception cref="CarrierException">The carrier could not be asked.</exception>
    public async Task<CommandOutcome?> ObserveAsync(ICarrier carrier, IEffectView view, CommandDecided decided, CancellationToken cancellationToken)
    {
        var request = Request(view, decided);
        return decided.Command switch
        {
            CreateCallCommand create => Created(await FindCallAsync(create.To)),
            TransferCommand transfer => Created(await FindCallAsync(transfer.To)),
            CreateConferenceCommand or AnnounceCommand => await IsToldAsync(view, decided.Id, cancellationToken) ? Created(view.ResourceOf(decided.Id)) ?? TakenWithoutId : null,
            AddMemberCommand add => Created(await FindMemberAsync(add.CallId)) ?? (view.IsOver(decided.Leg) ? new CommandOutcome(OutcomeStatus.Gone) { Observed = true } : null),
            BridgeCommand or TranscribeCommand or SendMessageCommand => Created(await carrier.FindCreatedAsync(request, cancellationToken)),
            GatherCommand gather => Gathered(view, decided, gather, await LogAsync()),
            RecordCommand { Enabled: true } => (await carrier.GetRecordingsAsync(request.CallId!, cancellationToken)).Count > view.RecordingsBefore(decided) ? TakenWithoutId : null,
            { StartsAudio: true } => Heard(view, decided, await LogAsync()),
            _ => null,
        };

        async Task<string?> FindCallAsync(string to) => (await carrier.FindCallAsync(to, request.CallbackUrl!, cancellationToken))?.Id;

        // One that has left meanwhile was taken in: it must not be fetched back.
        async Task<string?> FindMemberAsync(string callId) => (await carrier.GetConferenceAsync(request.ConferenceId!, cancellationToken))?.Members
            .FirstOrDefault(m => m.CallId == callId && !view.KnowsResource(m.Id))?.Id;

        async Task<CallLog> LogAsync() => CallLog.Of(await carrier.GetCallEventsAsync(request.CallId!, cancellationToken));
    }

    /// <summary>What no question can find out, the carrier's event does.</summary>
    private async Task<bool> IsToldAsync(IEffectView view, int operation, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (!view.IsConfirmed(operation) && time.GetElapsedTime(since) < EventPatience)
        {
            await Task.Delay(EventPoll, time, cancellationToken);
        }

        return view.IsConfirmed(operation);
    }

    private static CommandOutcome? Created(string? id) => id is null ? null : TakenWithoutId with { ResourceId = id };

    private static CommandOutcome? Gathered(IEffectView view, CommandDecided decided, GatherCommand gather, CallLog log) =>
        log.Gathers.FirstOrDefault(g => !view.KnowsResource(g)) is { } id ? Created(id)
        : view.IsConfirmed(decided.Id) || gather.Prompt is null ? TakenWithoutId
        : Heard(view, decided, log);

    /// <summary>
    /// One more start of audio than we know of was this one. Otherwise it is to be sent again, unless the call has
    /// ended meanwhile.
    /// </summary>
    private static CommandOutcome? Heard(IEffectView view, CommandDecided decided, CallLog log) =>
        log.AudioStarts > view.AudioBefore(decided) ? TakenWithoutId
        : log.IsOver ? new CommandOutcome(OutcomeStatus.Gone) { Observed = true }
        : null;
}
