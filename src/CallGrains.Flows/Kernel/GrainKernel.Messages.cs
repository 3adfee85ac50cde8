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
        var verdict = _sequencer.Judge(callback.Received, callback.Leg).Verdict;
        return verdict is Verdict.Duplicate or Verdict.Late ? (new Receipt(verdict), null) : AcceptCallback(callback, observed: true, now);
    }

    private (Receipt, JournalAppend?) AcceptCallback(Callback callback, bool observed, DateTimeOffset now)
    {
        var e = callback.Event;
        var receipt = _sequencer.Judge(callback.Received, callback.Leg);
        var entries = new List<JournalEntry>();
        if (!Facts.Begun && callback.Leg == 0 && receipt.Verdict != Verdict.Duplicate)
        {
            (var begin, receipt) = _alias is null ? _subject.Open(callback, _held, _flows) : new Opening(null, new Receipt(Verdict.Accepted));
            entries.AddRange(begin is null ? [] : [begin]);
        }
        else if (Begin is null or { Flow: "" } && receipt.Verdict == Verdict.Accepted)
        {
            receipt = new Receipt(Verdict.Unclaimed, Begin is null ? "there is no such call" : "no flow answered this call");
        }

        var keyword = receipt.Verdict == Verdict.Accepted ? _subject.KeywordIn(e, callback.Leg, _flows.Keywords) : null;
        var isKept = keyword is not null && Begin is null && entries.Count == 0;
        entries.Add(new EventEntry(callback.Carrier, callback.Form, receipt.Verdict)
        {
            Version = callback.Form == CallbackForm.Neutral ? JournalFormat.NeutralVersion : JournalFormat.CurrentVersion,
            Leg = callback.Leg,
            Operation = callback.Form == CallbackForm.Neutral ? e.OperationId : null,
            Reason = receipt.Reason,
            Observed = observed,
            Keyword = isKept ? keyword! with { Reply = "" } : keyword,
            Flow = receipt.Verdict == Verdict.Held ? callback.Flow : null,
            Raw = callback.Raw,
            Received = callback.Received,
        });
        if (receipt.Verdict == Verdict.Accepted && _held.Count > 0)
        {
            entries.Add(new ReleaseEntry(_held.OrderBy(h => CallSequencer.Rank(h.Event)).Select(h => h.Sequence).ToList()));
        }

        if (isKept && keyword is { Reply.Length: > 0 } && e is MessageEvent text)
        {
            entries.Add(Answer(text, keyword.Reply, Sequence + entries.Count));
        }

        if (_alias is { } owner && receipt.Verdict == Verdict.Accepted)
        {
            entries.Add(HandOn(owner, [Sequence + entries.Count]));
        }

        return (receipt, Append(entries, now));
    }

    private (Receipt, JournalAppend?) AcceptStart(StartCall start, DateTimeOffset now)
    {
        if (Facts.Begun)
        {
            return (new Receipt(Verdict.Duplicate, "this call has begun already"), null);
        }

        if (Address.Kind != GrainKind.Call)
        {
            throw new ArgumentException($"{Address} is no call; start one at an address of GrainAddress.Call.");
        }

        var flow = _flows.Find(start.Flow) is { Kind: GrainKind.Call } found ? found
            : throw new ArgumentException($"There is no flow '{start.Flow}'; registered are: {_flows.KnownNames}.");
        var begin = new BeginEntry(flow.Name, flow.Version, "out", start.From, start.To) { Carrier = start.Carrier, Args = start.Args?.Clone(), Conference = start.Conference };
        return (new Receipt(Verdict.Accepted), Append([begin], now));
    }

    private (Receipt, JournalAppend?) AcceptSignal(Signal signal, DateTimeOffset now)
    {
        if (_signals?.Contains(signal.Id) is true)
        {
            return (new Receipt(Verdict.Duplicate, $"signal '{signal.Id}' was here before"), null);
        }

        var entry = new SignalEntry(signal.Id, signal.Name, Verdict.Accepted) { Value = signal.Value?.Clone() };
        if (!Facts.Begun)
        {
            return _alias is null && _subject.Open(Address, signal, _flows) is { } first
                ? (new Receipt(Verdict.Accepted), Append(first is AliasEntry alias ? Introduced(alias, entry) : [first, entry], now))
                : (new Receipt(Verdict.Unclaimed, "there is no such call"), null);
        }

        return Completed && !entry.IsWatch
            ? (new Receipt(Verdict.Late, "the flow has ended"), null)
            : (new Receipt(Verdict.Accepted), Append([entry], now));
    }

    /// <summary>The grain is another's letterbox: what was held is handed on.</summary>
    private List<JournalEntry> Introduced(AliasEntry alias, SignalEntry signal) =>
        _held.Count == 0 ? [signal, alias] : [signal, alias, HandOn(alias.To, [.. _held.Select(h => h.Sequence)])];

    /// <summary>The host's decision to hand callbacks on; its operations are numbered after the entry that will hold it.</summary>
    private static DecisionEntry HandOn(string to, IReadOnlyList<long> entries) =>
        new([.. entries.Select(e => new CommandDecided((int)-(e + 1), new ForwardCommand(to, e)))]) { ByHost = true };

    /// <summary>The host's answer to a keyword that no flow's run is there to answer. The entry says that there is no more to answer, to a flow that begins here later.</summary>
    private static DecisionEntry Answer(MessageEvent text, string reply, long entry) =>
        new([new CommandDecided((int)-(entry + 1), new SendMessageCommand(text.To, text.From, reply))]) { ByHost = true };

    private (Receipt, JournalAppend?) AcceptHangUp(DateTimeOffset now)
    {
        if (!Facts.Begun || Facts.Main.Over || Address.Kind != GrainKind.Call)
        {
            return (new Receipt(Facts.Main.Over ? Verdict.Late : Verdict.Unclaimed, Facts.Main.Over ? "the call was over" : "there is no such call"), null);
        }

        var hangUp = new CommandDecided((int)-(Sequence + 2), new HangupCommand());
        return (new Receipt(Verdict.Accepted), Append([new HangUpEntry(), new DecisionEntry([hangUp]) { ByHost = true }], now));
    }
}
