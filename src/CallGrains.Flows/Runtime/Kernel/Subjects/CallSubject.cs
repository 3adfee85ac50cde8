namespace CallGrains.Flows.Runtime;

/// <summary>One call: <c>incomingcall</c> decides which flow answers; what comes before it is held.</summary>
internal sealed class CallSubject : Subject
{
    public override GrainProjection NewProjection() => new CallProjection();

    public override Opening Open(Callback callback, IReadOnlyList<EventEntry> held, FlowRegistry flows)
    {
        if (callback.Event is not IncomingCallEvent call)
        {
            return new Opening(null, callback.Event is CallEvent
                ? new Receipt(Disposition.Held, "waits for incomingcall")
                : new Receipt(Disposition.Unclaimed, $"no flow answers for {callback.Event.EventType} events here"));
        }

        if (flows.MostDiversions is > 0 and var most && Circle(call, callback.Hops, most) is { } circle)
        {
            var unanswered = new BeginEntry("", 0, "in", call.From ?? "", call.To ?? "") { Carrier = callback.Carrier, Hops = callback.Hops };
            return new Opening(unanswered, new Receipt(Disposition.Unclaimed, $"{circle}, so it goes round in circles (CallGrains:Flows:MostDiversions is {most})")) { Ends = true };
        }

        var named = callback.Flow ?? held.Select(h => h.Flow).FirstOrDefault(f => f is not null);
        var flow = flows.ForCall(named, call.ApplicationId, call.To);
        var begin = new BeginEntry(flow?.Name ?? "", flow?.Version ?? 0, "in", call.From ?? "", call.To ?? "") { Carrier = callback.Carrier, Hops = callback.Hops };
        return new Opening(begin, flow is null
            ? new Receipt(Disposition.Unclaimed, $"no flow answers for {call.To}; bind the number or the application to one, or name it in the callback path")
            : new Receipt(Disposition.Accepted));
    }

    /// <summary>How the call went round in circles, in words; null when it did not.</summary>
    private static string? Circle(IncomingCallEvent call, int hops, int most) =>
        call.Diversion?.Counter > most ? $"it was diverted {call.Diversion.Counter} times"
        : hops > most ? $"calls of our own have led to it {hops} times"
        : null;

    public override GrainState StateOf(GrainProjection projection, Standing standing) =>
        !projection.Main.Over ? GrainState.Live : standing is { Completed: true, IsIdle: true } ? GrainState.Ended : GrainState.Ending;
}
