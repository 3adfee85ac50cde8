namespace CallGrains.Flows.Runtime;

/// <summary>Makes of a decided command the request that a carrier gets. Safe for many threads.</summary>
internal sealed class EffectRequests(ICallbackUrls urls, CarrierRouter router)
{
    /// <summary>The command with the carrier's ids of what it acts on, as they are known now.</summary>
    public CommandRequest Of(IEffectView view, CommandDecided decided, string carrier)
    {
        var reported = GrainProjection.ReportedLeg(decided);
        return new CommandRequest(Shown(decided.Command, carrier), new OperationKey(view.Address, decided.Id))
        {
            Leg = reported ?? decided.Leg,
            Tag = decided.Tag,
            CallId = decided.Command is { NeedsLiveCall: true } and not (ConferenceCommand or ChangeMemberCommand) ? view.CallIdOf(decided.Leg) : null,
            ConferenceId = decided.Command is not ConferenceCommand ? null : (decided.Command as EndConferenceCommand)?.Stray ?? view.CallIdOf(decided.Leg),
            OtherCallId = decided.Command is BridgeCommand bridge ? bridge.CallId ?? view.CallIdOf(bridge.Other) : null,
            BridgeId = BridgeOf(view, decided),
            GatherId = decided.Command is StopGatherCommand stop ? view.ResourceOf(stop.Gather) : null,
            CallbackUrl = reported is { } leg ? urls.For(carrier, view.Address, leg) : null,
            FallbackUrl = reported is { } same ? urls.FallbackFor(carrier, view.Address, same) : null,
        };
    }

    private static string? BridgeOf(IEffectView view, CommandDecided decided) => decided.Command switch
    {
        UnbridgeCommand unbridge => view.ResourceOf(unbridge.Bridge),
        BridgeCommand bridge when (view.BridgeOf(decided.Leg) ?? (bridge.CallId is null ? view.BridgeOf(bridge.Other) : null)) is { } before => view.ResourceOf(before),
        _ => null,
    };

    /// <summary>A call from a number of another carrier shows what this one may show.</summary>
    private Command Shown(Command command, string carrier) =>
        command is CreateCallCommand create && router.CallerIdAt(carrier, create.From) is { } shown && shown != create.From ? create with { From = shown } : command;
}
