namespace CallGrains.Flows.Runtime;

/// <summary>
/// One message thread: the first text, or a signal from another flow, decides which flow answers: the one named, the
/// application's, or our number's.
/// </summary>
internal sealed class ThreadSubject : Subject
{
    public override GrainProjection NewProjection() => new ThreadProjection();

    public override Opening Open(Callback callback, IReadOnlyList<EventEntry> held, FlowRegistry flows)
    {
        if (callback.Event is not MessageEvent { IsInbound: true } text)
        {
            return new Opening(null, new Receipt(Disposition.Unclaimed, "no text has come in here, so no flow answers"));
        }

        var flow = flows.ForThread(callback.Flow, text.ApplicationId, text.To);
        return flow is not null ? new Opening(Begin(flow, text.To, text.From) with { Carrier = callback.Carrier }, new Receipt(Disposition.Accepted))
            : flows.Keywords.Find(text.Text) is not null ? new Opening(null, new Receipt(Disposition.Accepted, "no flow answers here, but the framework keeps the keyword"))
            : new Opening(null, new Receipt(Disposition.Unclaimed, $"no flow answers for texts to {text.To}; bind the number or the application to one, or name it in the callback path"));
    }

    public override JournalEntry? Open(FlowAddress address, Signal signal, FlowRegistry flows)
    {
        return Sides(address) is { } sides && flows.ForThread(signal.Flow, null, sides.Own) is { } flow ? Begin(flow, sides.Own, sides.Peer) : null;
    }

    /// <summary>Our number and the other side's; null when the address is that of no thread.</summary>
    public static (string Own, string Peer)? Sides(FlowAddress address) =>
        address.Kind == GrainKind.Thread && address.Id.IndexOf('~') is > 0 and var tilde ? (address.Id[..tilde], address.Id[(tilde + 1)..]) : null;

    public override Keyword? KeywordIn(CarrierEvent e, int leg, KeywordOptions words) =>
        e is MessageEvent { IsInbound: true } text && leg == 0 ? words.Find(text.Text) : null;

    /// <summary>A thread has no end; one that waits for nothing but the next text need not be in memory.</summary>
    public override GrainState StateOf(GrainProjection projection, Standing standing) =>
        standing is { IsIdle: true, HasNews: false } ? GrainState.Ended : GrainState.Live;

    private static BeginEntry Begin(FlowDefinition flow, string own, string peer) => new(flow.Name, flow.Version, "thread", own, peer);
}
