namespace CallGrains.Flows;

/// <summary>
/// One grain's durable memory: what its journal says, and what may be added to it. It decides nothing about calls itself;
/// it judges messages, keeps what is pending, and makes the appends. It knows no clock, disk, HTTP or Orleans.
/// Not safe for many threads: its host guards it.
/// </summary>
internal sealed class GrainKernel
{
    private readonly FlowRegistry _flows;
    private readonly CallSequencer _sequencer;
    private readonly HashSet<string> _signals = new(StringComparer.Ordinal);
    private readonly List<EventEntry> _held = [];
    private readonly List<JournalEntry> _inputs = [];
    private readonly List<DecisionEntry> _decisions = [];
    private readonly Pending _pending = new();
    private long _through;

    /// <summary>After so many fruitless questions a call that never began is given up.</summary>
    private const int BeginningPatience = 4;

    public GrainKernel(GrainAddress address, FlowRegistry flows)
    {
        Address = address;
        _flows = flows;
        _sequencer = new CallSequencer(Facts);
    }

    public GrainAddress Address { get; }

    public CallFacts Facts { get; } = new();

    public BeginEntry? Begin { get; private set; }

    public long Sequence { get; private set; }

    public string? Fault { get; private set; }

    public bool Completed { get; private set; }

    public Pending Pending => _pending;

    /// <summary>Entries that the flow has yet to react to.</summary>
    public bool HasInputs => _inputs.Count > 0;

    /// <summary>Reads a grain's journal into a new kernel.</summary>
    /// <exception cref="JournalFormatException">An entry cannot be read.</exception>
    public static GrainKernel Load(GrainAddress address, JournalHistory? history, FlowRegistry flows, CallbackReaders readers)
    {
        var kernel = new GrainKernel(address, flows);
        var sequence = 0L;
        foreach (var stored in history?.Entries ?? [])
        {
            kernel.Apply(JournalFormat.Read(stored, ++sequence, readers));
        }

        return kernel;
    }

    /// <summary>Whether there is a flow with something left to do; one that failed has not.</summary>
    public bool NeedsRun => Begin is { Flow.Length: > 0 } && (Completed ? Fault is null && _inputs is [.., var last] && last.Sequence > _through : true);

    /// <summary>The flow that the grain began with.</summary>
    /// <exception cref="NonDeterminismException">It is not registered any more.</exception>
    public FlowDefinition Flow => _flows.Find(Begin!.Flow, Begin.FlowVersion) ?? throw NonDeterminismException.Unknown(Address, Begin, _flows);

    /// <summary>What the flow has reacted to, and what it decided then.</summary>
    public (IReadOnlyList<JournalEntry> Inputs, IReadOnlyList<DecisionEntry> Decisions) Past =>
        (_inputs.TakeWhile(i => i.Sequence <= _through).ToList(), _decisions.ToList());

    /// <summary>A flow's run holds its own past; the kernel keeps only what is to come, so that an idle call stays small.</summary>
    public void ForgetPast()
    {
        _inputs.RemoveAll(i => i.Sequence <= _through);
        _decisions.Clear();
    }

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

    /// <summary>Makes the append for something of the host's: an outcome, a step's result, a timer, a fault, a check.</summary>
    public JournalAppend Add(JournalEntry entry, DateTimeOffset now) => Append([entry], now);

    /// <summary>Hands out what the flow has yet to react to.</summary>
    public IReadOnlyList<JournalEntry> TakeInputs()
    {
        var inputs = _inputs.ToList();
        _inputs.Clear();
        return inputs;
    }

    /// <summary>Makes the append for what a turn decided; null when it decided nothing.</summary>
    public JournalAppend? Commit(TurnResult turn, DateTimeOffset now)
    {
        _through = turn.Through;
        return turn is { Items.Count: 0, State: null } && turn.Completed == Completed
            ? null
            : Append([new DecisionEntry(turn.Items) { State = turn.State, Completed = turn.Completed, Failure = turn.Failure }], now);
    }

    /// <summary>What the watchdog needs to know.</summary>
    public WatchedCall Watch() => new(
        Address,
        Facts.Legs.Where(l => !l.Over).Select(l => new WatchedLeg(l.Number, l.CallId ?? (l.Number == 0 && !Facts.Begun ? Address.Id : null), CreatedFor(l.Number), l.Answered)).ToList(),
        _pending.Awaited.Select(c => new WatchedCommand(
            c.Decided.Command, c.Decided.Leg, OperationTag.Format(c.Decided.Id, c.Decided.Tag), c.ResourceId, _pending.AudioBefore(c.Decided))).ToList())
    {
        NeedsBeginning = !Facts.Begun,
        RecordingsDue = _pending.RecordingsDue,
        Recordings = [.. _pending.Recordings],
        IsOver = Facts.Main.Over,
        MainCallId = Facts.Main.CallId,
        Checks = _pending.Checks,
    };

    /// <summary>Whom the command that creates a leg calls.</summary>
    private string? CreatedFor(int leg) => (leg == 0 ? Begin is { Direction: "out" } ? 1 : 0 : leg) is var operation && operation > 0
        ? _pending.Find(operation)?.Decided.Command switch
        {
            CreateCallCommand create => create.To,
            TransferCommand transfer => transfer.To,
            _ => null,
        }
        : null;

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
        else if (Begin is { Flow: "" } && receipt.Verdict == Verdict.Accepted)
        {
            receipt = new Receipt(Verdict.Unclaimed, "no flow answered this call");
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

    private JournalAppend Append(List<JournalEntry> entries, DateTimeOffset now)
    {
        var expected = Sequence;
        var stored = new StoredEntry[entries.Count];
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i] with { At = now, Through = _through, Sequence = Sequence + 1 };
            stored[i] = JournalFormat.Write(entry);
            Apply(entry);
        }

        return new JournalAppend(expected, stored, Head());
    }

    private void Apply(JournalEntry entry)
    {
        Sequence = entry.Sequence;
        _through = Math.Max(_through, entry.Through);
        _pending.Apply(entry);
        switch (entry)
        {
            case BeginEntry begin:
                Begin = begin;
                Facts.Begin(begin, Address);
                break;
            case EventEntry e:
                ApplyEvent(e);
                break;
            case ReleaseEntry release:
                ApplyRelease(release);
                return;
            case DecisionEntry decision:
                ApplyDecision(decision);
                break;
            case OutcomeEntry outcome when _pending.Find(outcome.Operation) is { } command:
                Facts.Apply(command.Decided, outcome.Outcome, entry.At);
                break;
            case SignalEntry signal:
                _signals.Add(signal.Id);
                break;
            case FaultEntry fault:
                Fault = fault.Message;
                break;
        }

        if (entry.IsInput)
        {
            _inputs.Add(entry);
        }
    }

    private void ApplyEvent(EventEntry e)
    {
        if (e.Verdict is Verdict.Accepted or Verdict.Held)
        {
            _sequencer.Remember(e.Event, e.Leg);
        }

        if (e.Verdict == Verdict.Held)
        {
            _held.Add(e);
        }
        else if (e.Verdict == Verdict.Accepted)
        {
            Facts.Apply(e.Event, e.Leg, e.At);
        }
    }

    private void ApplyRelease(ReleaseEntry release)
    {
        foreach (var held in release.Entries.Select(number => _held.First(h => h.Sequence == number)))
        {
            Facts.Apply(held.Event, held.Leg, release.At);
            _inputs.Add(held with { Verdict = Verdict.Accepted, Sequence = release.Sequence, At = release.At });
        }

        _held.Clear();
    }

    private void ApplyDecision(DecisionEntry decision)
    {
        foreach (var command in decision.Items.OfType<CommandDecided>())
        {
            Facts.Note(command);
        }

        if (!decision.ByHost)
        {
            (Completed, Fault) = (decision.Completed, decision.Failure);
            _decisions.Add(decision);
        }
    }

    private GrainHead Head() => new()
    {
        Address = Address,
        Sequence = Sequence,
        State = State,
        Flow = Begin?.Flow ?? "",
        FlowVersion = Begin?.FlowVersion ?? 0,
        Direction = Begin?.Direction,
        From = Begin?.From,
        To = Begin?.To,
        CarrierId = Facts.Main.CallId,
        CreatedAt = _pending.FirstAt,
        EndedAt = Facts.Main.EndedAt,
        Cause = Facts.Main.Cause,
        Fault = Fault,
        WakeAt = WakeAt,
        PendingEffects = _pending.Commands.Count,
    };

    /// <summary>Where the grain stands.</summary>
    public GrainState State =>
        Begin is null ? (_held.Count > 0 && _pending.Checks < BeginningPatience ? GrainState.Live : GrainState.Ended)
        : Begin.Flow.Length == 0 ? GrainState.Ended
        : !Facts.Main.Over ? GrainState.Live
        : Completed && _pending.IsEmpty ? GrainState.Ended
        : GrainState.Ending;

    /// <summary>Whether nothing is awaited any more, and the call ended before this time.</summary>
    public bool EndedBefore(DateTimeOffset time) => State == GrainState.Ended && Facts.Main.EndedAt < time;

    /// <summary>When the grain wants to be woken next: its earliest timer, or the next time the carrier is to be asked.</summary>
    public DateTimeOffset? WakeAt => State == GrainState.Ended ? null : Earlier(_pending.NextTimer, NextCheck);

    /// <summary>When the carrier is to be asked about the call if nothing comes; null when nothing is awaited from it.</summary>
    public DateTimeOffset? NextCheck => State == GrainState.Ended ? null : _pending.NextCheck(Facts, _held.Count > 0);

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;
}
