namespace CallGrains.Flows;

/// <content>What the grain makes of messages (step 3 of a callback's way).</content>
internal sealed partial class GrainKernel
{
    /// <summary>Judges a message and makes the append for it; null when nothing needs to be written.</summary>
    public (Receipt Receipt, JournalAppend? Append) Accept(GrainMessage message, DateTimeOffset now) => message switch
    {
        Callback callback => AcceptCallback(callback, observed: false, now),
        StartCall start => AcceptStart(start, now),
        Signal signal => AcceptSignal(signal, now),
        HangUpRequest => AcceptHangUp(now),
        _ => throw new ArgumentException($"A grain cannot be sent a {message.GetType().Name}.", nameof(message)),
    };

    /// <summary>Judges an event that the carrier did not send, but told when asked.</summary>
    public (Receipt Receipt, JournalAppend? Append) Supply(Callback callback, DateTimeOffset now)
    {
        var verdict = _sequencer.Judge(OperationTag.Untag(callback.Event), callback.Leg).Verdict;
        return verdict is Verdict.Duplicate or Verdict.Late ? (new Receipt(verdict), null) : AcceptCallback(callback, observed: true, now);
    }

    private (Receipt, JournalAppend?) AcceptCallback(Callback callback, bool observed, DateTimeOffset now)
    {
        var e = OperationTag.Untag(callback.Event);
        var receipt = _sequencer.Judge(e, callback.Leg);
        var entries = new List<JournalEntry>();
        if (!Facts.Begun && callback.Leg == 0 && receipt.Verdict != Verdict.Duplicate)
        {
            (var begin, receipt) = BeginFor(callback);
            entries.AddRange(begin);
        }
        else if (Begin is null or { Flow: "" } && receipt.Verdict == Verdict.Accepted)
        {
            receipt = new Receipt(Verdict.Unclaimed, Begin is null ? "there is no such call" : "no flow answered this call");
        }

        entries.Add(new EventEntry(callback.Carrier, callback.Form, receipt.Verdict)
        {
            Leg = callback.Leg,
            Reason = receipt.Reason,
            Observed = observed,
            Flow = receipt.Verdict == Verdict.Held ? callback.Flow : null,
            Raw = callback.Raw,
            Event = e,
        });
        if (receipt.Verdict == Verdict.Accepted && _held.Count > 0)
        {
            entries.Add(new ReleaseEntry(_held.OrderBy(h => CallSequencer.Rank(h.Event)).Select(h => h.Sequence).ToList()));
        }

        return (receipt, Append(entries, now));
    }

    /// <summary>The first thing a grain hears decides which flow answers; what comes before <c>incomingcall</c> is held.</summary>
    private (IEnumerable<JournalEntry> Begin, Receipt Receipt) BeginFor(Callback callback)
    {
        if (callback.Event is not IncomingCallEvent call)
        {
            return callback.Event is CallEvent
                ? ([], new Receipt(Verdict.Held, "waits for incomingcall"))
                : ([], new Receipt(Verdict.Unclaimed, $"no flow answers for {callback.Event.EventType} events here"));
        }

        var named = callback.Flow ?? _held.Select(h => h.Flow).FirstOrDefault(f => f is not null);
        var flow = _flows.ForCall(named, call.ApplicationId, call.To);
        var begin = new BeginEntry(flow?.Name ?? "", flow?.Version ?? 0, "in", call.From ?? "", call.To ?? "") { Carrier = callback.Carrier };
        return ([begin], flow is null
            ? new Receipt(Verdict.Unclaimed, $"no flow answers for {call.To}; bind the number or the application to one, or name it in the callback path")
            : new Receipt(Verdict.Accepted));
    }

    private (Receipt, JournalAppend?) AcceptStart(StartCall start, DateTimeOffset now)
    {
        if (Facts.Begun)
        {
            return (new Receipt(Verdict.Duplicate, "this call has begun already"), null);
        }

        var flow = _flows.Find(start.Flow) ?? throw new ArgumentException($"There is no flow '{start.Flow}'; registered are: {_flows.KnownNames}.");
        var begin = new BeginEntry(flow.Name, flow.Version, "out", start.From, start.To) { Carrier = start.Carrier, Args = start.Args?.Clone() };
        return (new Receipt(Verdict.Accepted), Append([begin], now));
    }

    private (Receipt, JournalAppend?) AcceptSignal(Signal signal, DateTimeOffset now)
    {
        var receipt = _signals.Contains(signal.Id) ? new Receipt(Verdict.Duplicate, $"signal '{signal.Id}' was here before")
            : !Facts.Begun ? new Receipt(Verdict.Unclaimed, "there is no such call")
            : Completed ? new Receipt(Verdict.Late, "the flow has ended")
            : new Receipt(Verdict.Accepted);
        return receipt.Verdict == Verdict.Accepted
            ? (receipt, Append([new SignalEntry(signal.Id, signal.Name, receipt.Verdict) { Value = signal.Value?.Clone() }], now))
            : (receipt, null);
    }

    private (Receipt, JournalAppend?) AcceptHangUp(DateTimeOffset now)
    {
        if (!Facts.Begun || Facts.Main.Over)
        {
            return (new Receipt(Facts.Begun ? Verdict.Late : Verdict.Unclaimed, Facts.Begun ? "the call was over" : "there is no such call"), null);
        }

        var hangUp = new CommandDecided((int)-(Sequence + 2), new HangupCommand());
        return (new Receipt(Verdict.Accepted), Append([new HangUpEntry(), new DecisionEntry([hangUp]) { ByHost = true }], now));
    }
}
