using System.Runtime.InteropServices;

namespace CallGrains.Flows.Runtime;

/// <content>What the grain makes of messages (step 3 of a callback's way).</content>
internal sealed partial class GrainKernel
{
    // What a callback leads to; used again for the next one.
    private readonly List<JournalEntry> _taken = [];

    /// <summary>Classifies a message and makes the append for it; null when nothing needs to be written.</summary>
    public (Receipt Receipt, JournalAppend? Append) Accept(GrainMessage message, DateTimeOffset now) => message switch
    {
        Callback callback => AcceptCallback(callback, Classify(callback, now), observed: false, now),
        StartCall start => AcceptStart(start, now),
        Signal signal => AcceptSignal(signal, now),
        HangUpRequest request => AcceptHangUp(request, now),
        _ => throw new ArgumentException($"A grain cannot be sent a {message.GetType().Name}.", nameof(message)),
    };

    /// <summary>Classifies an event that the carrier did not send, but told when asked.</summary>
    public (Receipt Receipt, JournalAppend? Append) Supply(Callback callback, DateTimeOffset now)
    {
        var receipt = Classify(callback, now);
        return receipt.Disposition is Disposition.Duplicate or Disposition.Late ? (receipt, null) : AcceptCallback(callback, receipt, observed: true, now);
    }

    private Receipt Classify(Callback callback, DateTimeOffset now) =>
        _sequencer.Classify(callback.Received, callback.Leg, callback.Raw, now, isMade: callback.Form == CallbackForm.Neutral);

    private (Receipt, JournalAppend?) AcceptCallback(Callback callback, Receipt receipt, bool observed, DateTimeOffset now)
    {
        var e = callback.Event;
        var entries = _taken;
        entries.Clear();
        var ends = false;
        if (!Projection.Begun && callback.Leg == 0 && receipt.Disposition != Disposition.Duplicate)
        {
            var opening = _alias is null ? _subject.Open(callback, _held, _flows) : new Opening(null, new Receipt(Disposition.Accepted));
            (receipt, ends) = (opening.Receipt, opening.Ends);
            EndsCircle |= ends;
            if (opening.Begin is { } begin)
            {
                entries.Add(begin);
            }
        }
        else if (Begin is null or { Flow: "" } && receipt.Disposition == Disposition.Accepted)
        {
            receipt = new Receipt(Disposition.Unclaimed, Begin is null ? "there is no such call" : "no flow answered this call");
        }

        if (callback.IsSurplus && receipt.Disposition == Disposition.Unclaimed)
        {
            return (receipt, null);
        }

        ThrowIfHeldTooMuch(receipt, callback);
        var keyword = receipt.Disposition == Disposition.Accepted ? _subject.KeywordIn(e, callback.Leg, _flows.Keywords) : null;
        var isKept = keyword is not null && Begin is null && entries.Count == 0;
        entries.Add(new EventEntry(callback.Carrier, callback.Form, receipt.Disposition)
        {
            Version = callback.Form == CallbackForm.Neutral ? JournalFormat.NeutralVersion : JournalFormat.CurrentVersion,
            Leg = callback.Leg,
            Operation = callback.Form == CallbackForm.Neutral ? e.OperationId : null,
            Reason = receipt.Reason,
            Observed = observed,
            Keyword = isKept ? keyword! with { Reply = "" } : keyword,
            Flow = receipt.Disposition == Disposition.Held ? callback.Flow : null,
            IsUnsigned = receipt.Disposition == Disposition.Held && callback.IsUnsigned,
            Raw = callback.Raw,
            Received = callback.Received,
        });
        if (ends)
        {
            entries.Add(ByHost(new HangupCommand(), Sequence + entries.Count));
        }

        if (receipt.Disposition == Disposition.Accepted && _held.Count > 0)
        {
            entries.Add(new ReleaseEntry(_held.OrderBy(h => CallSequencer.Rank(h.Event)).Select(h => h.Sequence).ToList()));
        }

        if (isKept && keyword is { Reply.Length: > 0 } && e is MessageEvent text)
        {
            entries.Add(Answer(text, keyword.Reply, Sequence + entries.Count));
        }

        if (_alias is { } owner && receipt.Disposition == Disposition.Accepted)
        {
            entries.Add(HandOn(owner, [Sequence + entries.Count]));
        }

        if (receipt.Disposition == Disposition.Accepted && AfterFallback(e, Sequence + entries.Count) is { } hangUp)
        {
            entries.Add(hangUp);
        }

        var append = Append(CollectionsMarshal.AsSpan(entries), now);
        entries.Clear();
        return (receipt, append);
    }

    /// <summary>No call has so many early events; whoever sends them fills memory and journal.</summary>
    private void ThrowIfHeldTooMuch(Receipt receipt, Callback callback)
    {
        if (receipt.Disposition == Disposition.Held && (_held.Count >= MostHeld || _held.Sum(h => (long)h.Raw.Length) + callback.Raw.Length > MostHeldBytes))
        {
            throw new OverloadedException($"{Address} has not begun and holds {_held.Count} early events already.", HeldRetry) { IsOfGrain = true };
        }
    }

    private (Receipt, JournalAppend?) AcceptStart(StartCall start, DateTimeOffset now)
    {
        if (Projection.Begun)
        {
            return (new Receipt(Disposition.Duplicate, "this call has begun already"), null);
        }

        if (Address.Kind != GrainKind.Call)
        {
            throw new ArgumentException($"{Address} is no call; start one at an address of FlowAddress.Call.");
        }

        var flow = _flows.Find(start.Flow) is { Kind: GrainKind.Call } found ? found
            : throw new ArgumentException($"There is no flow '{start.Flow}'; registered are: {_flows.KnownNames}.");
        var begin = new BeginEntry(flow.Name, flow.Version, "out", start.From, start.To) { Carrier = start.Carrier ?? "", IsRouted = start.IsRouted, Args = start.Args?.Clone(), Conference = start.Conference, RingTimeout = start.RingTimeout, Hops = start.Hops, By = start.By };
        return (new Receipt(Disposition.Accepted), start.At is { } at && at > now ? Append(Scheduled(begin, at), now) : Append(begin, now));
    }

    private (Receipt, JournalAppend?) AcceptSignal(Signal signal, DateTimeOffset now)
    {
        if (signal.Name is SignalNames.Terminate or SignalNames.Release)
        {
            return IsScheduled && signal.Name == SignalNames.Terminate ? AcceptHangUp(new HangUpRequest { By = signal.By }, now) : AcceptStop(signal, now);
        }

        if (SignalNames.IsOfHost(signal.Name))
        {
            return AcceptForHost(signal, now);
        }

        if (IsTerminated && signal.Name == SignalNames.Watch && _signals?.ContainsKey(signal.Id) is not true)
        {
            // Nothing of the flow runs that would tell its end.
            var watch = new SignalEntry(signal.Id, signal.Name, Disposition.Late) { Value = signal.Value?.Clone() };
            return (new Receipt(Disposition.Accepted), Append([watch, ByHost(CallWatch.Tell(watch, Projection.Main, CallResult.Terminated), Sequence + 1)], now));
        }

        if (IsStopped && Projection.Begun && !(IsQuarantined && signal.Name == SignalNames.Watch))
        {
            return (new Receipt(Disposition.Late, $"the flow is stopped: {Fault}"), null);
        }

        if (_signals?.ContainsKey(signal.Id) is true)
        {
            return (new Receipt(Disposition.Duplicate, $"signal '{signal.Id}' was here before"), null);
        }

        var entry = new SignalEntry(signal.Id, signal.Name, Disposition.Accepted) { Value = signal.Value?.Clone(), By = signal.By };
        if (!Projection.Begun)
        {
            return _alias is null && _subject.Open(Address, signal, _flows) is { } first
                ? (new Receipt(Disposition.Accepted), first is AliasEntry alias ? Append(Introduced(alias, entry), now) : Append([first, entry], now))
                : (new Receipt(Disposition.Unclaimed, "there is no such call"), null);
        }

        if (signal.Name == SignalNames.Begin && RefusalToBegin(signal) is { } why)
        {
            return (new Receipt(Disposition.Late, why), null);
        }

        return Completed && !entry.IsWatch
            ? (new Receipt(Disposition.Late, "the flow has ended"), null)
            : (new Receipt(Disposition.Accepted), Append([entry], now));
    }

    /// <summary>The grain is another's relay: what was held is handed on.</summary>
    private JournalEntry[] Introduced(AliasEntry alias, SignalEntry signal) =>
        _held.Count == 0 ? [signal, alias] : [signal, alias, HandOn(alias.To, [.. _held.Select(h => h.Sequence)])];

    /// <summary>
    /// The host's decision to hand callbacks on; its operations are numbered after the entry that will hold it.
    /// </summary>
    private static DecisionEntry HandOn(string to, IReadOnlyList<long> entries) =>
        new([.. entries.Select(e => new CommandDecided((int)-(e + 1), new ForwardCommand(to, e)))]) { ByHost = true };

    /// <summary>
    /// The host's answer to a keyword that no flow's run is there to answer. The entry says that there is no more to
    /// answer, to a flow that begins here later.
    /// </summary>
    private static DecisionEntry Answer(MessageEvent text, string reply, long entry) =>
        new([new CommandDecided((int)-(entry + 1), new SendMessageCommand(text.To, text.From, reply))]) { ByHost = true };

    private (Receipt, JournalAppend?) AcceptHangUp(HangUpRequest request, DateTimeOffset now)
    {
        if (IsScheduled)
        {
            return (new Receipt(Disposition.Accepted), Append([new HangUpEntry { By = request.By }], now));
        }

        if (Projection is ConferenceProjection { Current: { CallId: not null } session })
        {
            return (new Receipt(Disposition.Accepted), Append([new HangUpEntry { By = request.By }, ByHost(new EndConferenceCommand(), Sequence + 1, leg: session.Number)], now));
        }

        if (Address.Kind == GrainKind.Conference && Projection.Begun)
        {
            return (new Receipt(Disposition.Late, "nobody is in it"), null);
        }

        if (!Projection.Begun || Projection.Main.Over || Address.Kind != GrainKind.Call)
        {
            return (new Receipt(Projection.Main.Over ? Disposition.Late : Disposition.Unclaimed, Projection.Main.Over ? "the call was over" : "there is no such call"), null);
        }

        var hangUp = new CommandDecided((int)-(Sequence + 2), new HangupCommand());
        return (new Receipt(Disposition.Accepted), Append([new HangUpEntry { By = request.By }, new DecisionEntry([hangUp]) { ByHost = true }], now));
    }
}
