namespace CallGrains.Flows.Runtime;

/// <summary>Makes of a decided command the request that a carrier gets. Safe for many threads.</summary>
internal sealed class EffectRequests(ICallbackUrls urls)
{
    /// <summary>The command with the carrier's ids of what it acts on, as they are known now.</summary>
    public CommandRequest Of(IEffectView view, CommandDecided decided)
    {
        var reported = GrainProjection.ReportedLeg(decided);
        return new CommandRequest(decided.Command, new OperationKey(view.Address, decided.Id))
        {
            Leg = reported ?? decided.Leg,
            Tag = decided.Tag,
            CallId = decided.Command is { NeedsLiveCall: true } and not (ConferenceCommand or ChangeMemberCommand) ? view.CallIdOf(decided.Leg) : null,
            ConferenceId = decided.Command is not ConferenceCommand ? null : (decided.Command as EndConferenceCommand)?.Stray ?? view.CallIdOf(decided.Leg),
            OtherCallId = decided.Command is BridgeCommand bridge ? view.CallIdOf(bridge.Other) : null,
            GatherId = decided.Command is StopGatherCommand stop ? view.ResourceOf(stop.Gather) : null,
            CallbackUrl = reported is { } leg ? urls.For(view.Carrier, view.Address, leg) : null,
            FallbackUrl = reported is { } same ? urls.FallbackFor(view.Carrier, view.Address, same) : null,
        };
    }
}
