namespace CallGrains.Flows.Runtime;

/// <summary>Lets the carrier say whether a command that is in doubt took effect. Safe for many threads.</summary>
internal sealed class EffectObserver(TimeProvider time)
{
    private static readonly TimeSpan EventPoll = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long an event that alone can tell of an effect is waited for. The carrier sends it at once.
    /// </summary>
    private static readonly TimeSpan EventPatience = TimeSpan.FromSeconds(5);

    private static CommandOutcome TakenWithoutId { get; } = new(OutcomeStatus.Done) { Observed = true };

    private static CommandOutcome TooLate { get; } = new(OutcomeStatus.Gone) { Observed = true };

    /// <summary>
    /// The outcome; null when it took no effect, so that it may be sent again. And whether the carrier itself said that
    /// it did not.
    /// </summary>
    /// <exception cref="CarrierException">The carrier could not be asked.</exception>
    public async Task<(CommandOutcome? Outcome, bool IsProven)> ObserveAsync(ICarrier carrier, IEffectView view, CommandDecided decided, CommandRequest request, CancellationToken cancellationToken)
    {
        var doubt = new DoubtfulCommand(request) { Earlier = () => view.EarlierThan(decided), Knows = view.KnowsResource, IsConfirmed = () => view.IsConfirmed(decided.Id) };
        var observed = await carrier.Recovery.ObserveAsync(doubt, cancellationToken);
        var outcome = observed.Effect switch
        {
            ObservedEffect.Happened => TakenWithoutId with { ResourceId = observed.ResourceId },
            ObservedEffect.TooLate => TooLate,
            ObservedEffect.Unknown => await IsToldAsync(view, decided.Id, cancellationToken) ? TakenWithoutId with { ResourceId = view.ResourceOf(decided.Id) } : null,
            _ => decided.Command is AddMemberCommand && view.IsOver(decided.Leg) ? TooLate : null,
        };
        return (outcome, observed.Effect == ObservedEffect.DidNot);
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
}
