namespace CallGrains.Flows.Runtime;

/// <summary>What is known of a command without asking anybody.</summary>
internal static class EffectRules
{
    /// <summary>The outcome, when what the grain knows says it.</summary>
    public static CommandOutcome? Settled(IEffectView view, CommandDecided decided, DeliveryPolicy policy, bool inDoubt)
    {
        if (inDoubt && decided.Command is not GatherCommand && view.IsConfirmed(decided.Id))
        {
            return new CommandOutcome(OutcomeStatus.Done) { Observed = true, ResourceId = GrainProjection.CreatedLeg(decided) is { } leg ? view.CallIdOf(leg) : view.ResourceOf(decided.Id) };
        }

        // A call that may have been in a conference that is over now must not be taken into the next one: the list of
        // the old one tells.
        var isAsked = inDoubt && decided.Command is AddMemberCommand;
        if (decided.Command.NeedsLiveCall && ((view.IsOver(decided.Leg) && !isAsked) || view.CallIdOf(decided.Leg) is null))
        {
            return new CommandOutcome(OutcomeStatus.Gone);
        }

        if (decided.Command is StopGatherCommand stop && view.ResourceOf(stop.Gather) is null)
        {
            return new CommandOutcome(OutcomeStatus.Refused) { Error = UnknownGather };
        }

        if (decided.Command is UnbridgeCommand unbridge && view.ResourceOf(unbridge.Bridge) is null && view.BridgeOf(decided.Leg) is null)
        {
            // The bridge never was, or is apart.
            return new CommandOutcome(OutcomeStatus.Gone);
        }

        if (IsPointless(view, decided) && !inDoubt)
        {
            return new CommandOutcome(OutcomeStatus.Gone);
        }

        return inDoubt && policy == DeliveryPolicy.NeverTwice ? new CommandOutcome(OutcomeStatus.Unknown) { Observed = true } : null;
    }

    private static CarrierError UnknownGather { get; } = new(
        0, null, "gather-unknown", "The carrier's id of the gather is not known (its answer was lost, or it was refused), so it cannot be stopped; it ends by its timeout.");

    /// <summary>A leg is for its call, and a bridge for both its ends.</summary>
    private static bool IsPointless(IEffectView view, CommandDecided decided) => decided.Command switch
    {
        CreateCallCommand => decided.Leg != 0 && view.IsOver(0),
        BridgeCommand { CallId: null } bridge => view.IsOver(bridge.Other),
        _ => false,
    };
}
