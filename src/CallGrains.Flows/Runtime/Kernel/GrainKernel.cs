using System.Text.Json;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// One grain's durable memory: what its journal says, and what may be added to it. It decides nothing about calls
/// itself; it classifies messages, keeps what is pending, and makes the appends. It knows no clock, disk, HTTP or
/// Orleans. Not safe for many threads: its host guards it.
/// </summary>
internal sealed partial class GrainKernel
{
    private readonly FlowRegistry _flows;
    private readonly CallSequencer _sequencer;
    private readonly Subject _subject;
    // In the order in which they came.
    private OrderedDictionary<string, bool>? _signals;
    private readonly List<EventEntry> _held = [];
    private readonly List<JournalEntry> _inputs = [];
    private readonly List<DecisionEntry> _decisions = [];
    private readonly Pending _pending = new();
    private long _through;
    private bool _forgetsPast;
    private long _news;
    private string? _alias;
    private string? _status;
    private JsonElement? _result;
    private int _watchers;
    private readonly List<SignalEntry> _watches = [];

    // The flow cannot be replayed; a flow that failed can.
    private bool _isStuck;

    // The carrier that the grain's own call went to when the first one did not take it.
    private string? _moved;

    /// <summary>After so many fruitless questions a call that never began is given up.</summary>
    private const int BeginningPatience = 4;

    /// <summary>
    /// Of events before its beginning a grain holds so many, and so many bytes; always one of the longest that an
    /// ingress may be set to take.
    /// </summary>
    private const int MostHeld = 100, MostHeldBytes = 640 * 1024;

    private static readonly TimeSpan HeldRetry = TimeSpan.FromSeconds(10);

    /// <summary>How long nothing is written before something unfinished is taken for forgotten.</summary>
    private static readonly TimeSpan Orphaned = TimeSpan.FromSeconds(30);

    public GrainKernel(FlowAddress address, FlowRegistry flows)
    {
        Address = address;
        _flows = flows;
        _subject = Subject.Of(address);
        Projection = _subject.NewProjection();
        _sequencer = new CallSequencer(Projection);
    }

    public FlowAddress Address { get; }

    public GrainProjection Projection { get; }

    public BeginEntry? Begin { get; private set; }

    /// <summary>
    /// The carrier that the grain is of; before it begins, the one of what has come. Null when nothing has.
    /// </summary>
    public string? Carrier => _moved ?? (Begin is null ? _inputs.OfType<EventEntry>().FirstOrDefault()?.Carrier : Begin.Carrier);

    public long Sequence { get; private set; }

    /// <summary>What ties the appends to one another; null where each is awaited before the next is made.</summary>
    public AppendChain? Chain { get; set; }

    public string? Fault { get; private set; }

    public bool Completed { get; private set; }

    /// <summary>Whether the host ended the call because calls went round in circles.</summary>
    public bool EndsCircle { get; private set; }

    public Pending Pending => _pending;

    /// <summary>Entries that the flow has yet to react to.</summary>
    public bool HasInputs => _inputs.Count > 0;

    /// <summary>Reads a grain's journal into a new kernel.</summary>
    /// <exception cref="JournalFormatException">An entry cannot be read.</exception>
    public static GrainKernel Load(FlowAddress address, JournalHistory? history, FlowRegistry flows, CallbackReaders readers)
    {
        var kernel = new GrainKernel(address, flows) { _keys = readers.Keys };
        var entries = history?.Entries.Select((stored, i) => JournalFormat.Read(stored, history.First + i, readers)).ToList() ?? [];
        if (entries is [{ Sequence: > 1 } and not SnapshotEntry, ..])
        {
            throw new JournalFormatException($"{address} begins with entry {entries[0].Sequence}, which is no snapshot: those before are missing; restore the journal from a copy.");
        }

        kernel._first = Math.Max(1, history?.First ?? 1);
        entries.ForEach(kernel.Apply);
        kernel._read = address.Kind == GrainKind.Thread ? entries : null;
        return kernel;
    }

    /// <summary>Whether there is a flow with something left to do; one that failed has not.</summary>
    public bool NeedsRun => !IsStopped && !IsScheduled && Begin is { Flow.Length: > 0 } && (Completed ? (Fault is null || _watchers > 0) && _inputs is [.., var last] && last.Sequence > _through : true);

    /// <summary>Whether it has something left to do that this program cannot.</summary>
    public bool MissesFlow => NeedsRun && _flows.Find(Begin!.Flow, Begin.FlowVersion) is null;

    /// <summary>The flow that the grain began with.</summary>
    /// <exception cref="NonDeterminismException">It is not registered any more.</exception>
    public FlowDefinition Flow => _flows.Find(Begin!.Flow, Begin.FlowVersion) ?? throw NonDeterminismException.Unknown(Address, Begin, _flows);

    /// <summary>What the flow has reacted to, and what it decided then.</summary>
    public (IReadOnlyList<JournalEntry> Inputs, IReadOnlyList<DecisionEntry> Decisions) Past =>
        (_inputs.TakeWhile(i => i.Sequence <= _through).ToList(), _decisions.ToList());

    /// <summary>
    /// A flow's run holds its own past; the kernel keeps only what is to come, so that an idle call stays small.
    /// </summary>
    public void ForgetPast()
    {
        _forgetsPast = true;
        _inputs.RemoveAll(i => i.Sequence <= _through);
        _decisions.Clear();
    }

    /// <summary>
    /// Whether a run of the flow has taken over its past, so that no other can be brought up from here.
    /// </summary>
    public bool HasForgottenPast => _forgetsPast;

    /// <summary>
    /// Makes the append for something of the host's: an outcome, a step's result, a timer, a fault, a check.
    /// </summary>
    public JournalAppend Add(JournalEntry entry, DateTimeOffset now) => Append(entry, now);

    /// <summary>Hands out what the flow has yet to react to.</summary>
    public IReadOnlyList<JournalEntry> TakeInputs()
    {
        var inputs = _inputs.ToList();
        _inputs.Clear();
        return inputs;
    }

    /// <summary>Makes the append for what a turn decided; null when it decided nothing.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="compaction">What a snapshot may forget.</param>
    /// <param name="now">The time.</param>
    public JournalAppend? Commit(TurnResult turn, CompactionRules compaction, DateTimeOffset now)
    {
        (turn, var before) = (Guarded(turn), State);
        _through = turn.Through;
        if (turn.Anew is { } anew)
        {
            return BeginAnew(Decision(turn), anew, compaction, now);
        }

        return turn is { Items.Count: 0, State: null, Failure: null, Status: null, Result: null } && turn.Completed == Completed && State == before && turn.AtRest == _atRest
            ? null
            : Append(Decision(turn), now);
    }

    private static DecisionEntry Decision(TurnResult turn) =>
        new(turn.Items) { State = turn.State, Status = turn.Status, Result = turn.Result, Completed = turn.Completed, Failure = turn.Failure, AtRest = turn.AtRest };

    /// <summary>A callback that is to be handed on.</summary>
    public EventEntry CallbackAt(long entry) => _held.Concat(_inputs.OfType<EventEntry>()).First(e => e.Sequence == entry);

    /// <summary>The grain of a member's conference, and the member's call; null when it is not known here.</summary>
    public (FlowAddress Conference, string CallId)? ConferenceOf(ConferenceSeat seat) => Projection switch
    {
        ConferenceProjection conference => conference.Members.FirstOrDefault(m => m.MemberId == seat.MemberId) is { } member ? (Address, member.CallId) : null,
        CallProjection { Main.CallId: { } call } own => own.Memberships.LastOrDefault(m => m.Seat == seat) is { } place ? (FlowAddress.Parse(place.Conference), call) : null,
        _ => null,
    };

    /// <summary>What the watchdog needs to know.</summary>
    public SilentGrain Silent()
    {
        var awaited = _pending.Awaited.Select(Awaited).ToList();
        return new SilentGrain(Address, Probed, awaited)
        {
            NeedsBeginning = !Projection.Begun,
            RecordingsDue = _pending.RecordingsDue,
            Recordings = [.. _pending.Recordings],
            Transcriptions = [.. _pending.TranscriptionsDue.Where(t => t.TookEffect).Select(t => new AwaitedTranscription(((TranscribeCommand)t.Decided.Command).RecordingId, t.ResourceId))],
            IsOver = Projection.Main.Over,
            MainCallId = Projection.Main.CallId,
            GivesUp = _pending.Checks >= Watchdog.Patience,
            Conferences = (Projection as ConferenceProjection)?.Silent(awaited) ?? [],
        };
    }

    private AwaitedCommand Awaited(PendingCommand command) => new(command.Decided.Command, new OperationKey(Address, command.Decided.Id), command.Decided.Leg)
    {
        Tag = command.Decided.Tag,
        ResourceId = command.ResourceId,
        Earlier = _pending.EarlierThan(command.Decided),
    };

    /// <summary>The legs that can be asked about: those of a call.</summary>
    private List<SilentLeg> Probed => _alias is not null || RelaySubject.Is(Address) || Projection is ConferenceProjection
        ? []
        : [.. Projection.Legs.Where(l => !l.Over).Select(Silent)];

    private SilentLeg Silent(LegProjection leg)
    {
        var created = leg.Number == 0 ? _pending.Placing : _pending.Find(leg.Number);
        return new SilentLeg(leg.Number, leg.CallId ?? (leg.Number == 0 && !Projection.Begun ? Address.Id : null), leg.Answered)
        {
            AwaitsDetection = leg is { Machines: not null, AnsweredBy: null },
            AwaitsGreeting = leg is { Machines.Greeting: true, GreetingEnd: null, AnsweredBy: not MachineResult.Human },
            CreatedBy = created is null ? null : new OperationKey(Address, created.Decided.Id),
            Callee = created?.Decided.Command switch
            {
                CreateCallCommand create => create.To,
                TransferCommand transfer => transfer.To,
                _ => null,
            },
        };
    }

    /// <summary>Makes the append of one new entry.</summary>
    private JournalAppend Append(JournalEntry entry, DateTimeOffset now) => Append(new ReadOnlySpan<JournalEntry>(in entry), now);

    /// <summary>Makes the append of new entries, which get their places and are the kernel's from here on.</summary>
    private JournalAppend Append(ReadOnlySpan<JournalEntry> entries, DateTimeOffset now)
    {
        var expected = Sequence;
        var stored = new StoredEntry[entries.Length];
        var telling = BeginTelling();
        for (var i = 0; i < stored.Length; i++)
        {
            var entry = entries[i] is BeginEntry begin ? begin with { Rules = FlowRules.Current } : entries[i];
            entry.Stamp(new() { At = now, Through = _through, Sequence = Sequence + 1 });
            stored[i] = Store(entry);
            telling?.Note(entry);
            Apply(entry);
        }

        var summary = Summary();
        return new JournalAppend(expected, stored, summary) { Chain = Chain, Feed = telling?.End(summary, now) ?? [] };
    }

    private void Apply(JournalEntry entry)
    {
        Sequence = entry.Sequence;
        TurnAttempts = entry.Through > _through ? 0 : TurnAttempts;
        _through = Math.Max(_through, entry.Through);
        _pending.Apply(entry);
        switch (entry)
        {
            case BeginEntry begin:
                Begin = begin;
                IsScheduled = begin.PlaceAt is not null;
                Projection.Begin(begin, Address);
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
                Projection.Apply(command.Decided, outcome.Outcome, entry.At);
                break;
            case SignalEntry signal:
                (_signals ??= new(StringComparer.Ordinal)).TryAdd(signal.Id, true);
                if (signal.IsWatch)
                {
                    _watchers++;
                    _watches.Add(signal);
                }

                Projection.Apply(signal);
                break;
            case TimerEntry { Operation: < 0 } timer when IsScheduled:
                BeginScheduled(timer);
                break;
            case HangUpEntry hangUp when IsScheduled:
                CancelScheduled(hangUp);
                break;
            case AliasEntry alias:
                _alias = alias.To;
                break;
            case SnapshotEntry { Continuation: { } kept } snapshot:
                Continue(snapshot, kept);
                break;
            case SnapshotEntry snapshot:
                Restart(snapshot);
                break;
            case FaultEntry { Stop: not FlowStop.None } stop:
                ApplyStop(stop);
                break;
            case FaultEntry fault:
                (Fault, _isStuck) = (fault.Message, true);
                break;
            case AttemptEntry { Carrier: { } carrier } moved when _pending.Find(moved.Operation) is { } command:
                command.Carrier = carrier;
                if (command == _pending.Placing)
                {
                    _moved = carrier;
                    Projection.Move(carrier);
                }

                break;
            case AttemptEntry { Operation: 0 }:
                TurnAttempts++;
                break;
        }

        if (entry.IsInput)
        {
            _news = IsScheduled ? _news : entry.Sequence;
            _inputs.Add(entry);
        }
    }

    private void ApplyEvent(EventEntry e)
    {
        if (e.Disposition is Disposition.Accepted or Disposition.Held)
        {
            _sequencer.Remember(e.Received, e.Leg, e.Raw, e.At, isMade: e.Form == CallbackForm.Neutral);
        }

        if (e.Disposition == Disposition.Held)
        {
            _held.Add(e);
        }
        else if (e.Disposition == Disposition.Accepted)
        {
            Projection.Apply(e.Event, e.Leg, e.At);
            (Projection as ThreadProjection)?.Apply(e.Keyword);
        }
    }

    private void ApplyRelease(ReleaseEntry release)
    {
        foreach (var held in release.Entries.Select(number => _held.First(h => h.Sequence == number)))
        {
            Projection.Apply(held.Event, held.Leg, release.At);
            _inputs.Add(held with { Disposition = Disposition.Accepted, Sequence = release.Sequence, At = release.At });
        }

        _held.Clear();
    }

    private void ApplyDecision(DecisionEntry decision)
    {
        for (var i = 0; i < decision.Items.Count; i++)
        {
            _lastOperation = decision.ByHost || IsStopped ? _lastOperation : Math.Max(_lastOperation, decision.Items[i].Id);
            if (decision.Items[i] is not CommandDecided command)
            {
                continue;
            }

            Projection.Note(command);
            if (CallWatch.IsEnd(command))
            {
                _watchers--;
                _watches.RemoveAll(w => CallWatch.IsEndFor(w, command));
            }

            _fallback = command.Tag == FallbackTag ? command.Id : _fallback;
        }

        if (decision.ByHost && Begin is { Direction: "in" } && Address.Kind == GrainKind.Call)
        {
            // A call that no flow answers may be ended all the same.
            Projection.Main.CallId ??= Address.Id;
        }

        if (!decision.ByHost && !IsStopped)
        {
            (_status, _result) = (decision.Status ?? _status, decision.Result ?? _result);
            (Completed, Fault, _isStuck, _atRest) = (decision.Completed, FaultAfter(decision), false, decision.AtRest);
            if (!_forgetsPast)
            {
                _decisions.Add(decision);
            }
        }
    }

    /// <summary>A call's failure stays told while its after-call work goes on; a thread goes on as if new.</summary>
    private string? FaultAfter(DecisionEntry decision)
    {
        var before = Address.Kind == GrainKind.Call && !_isStuck ? Fault : null;
        return before is null ? decision.Failure : decision.Failure is null ? before : $"{before}\n{decision.Failure}";
    }

    private GrainSummary Summary() => new()
    {
        Address = Address,
        Sequence = Sequence,
        State = State,
        Flow = Begin?.Flow ?? "",
        FlowVersion = Begin?.FlowVersion ?? 0,
        Direction = Begin?.Direction,
        From = Begin?.From ?? ThreadSubject.Sides(Address)?.Own,
        To = Begin?.To ?? ThreadSubject.Sides(Address)?.Peer,
        CarrierId = Projection.Main.CallId,
        CreatedAt = _pending.FirstAt,
        EndedAt = Projection.Main.EndedAt,
        Cause = Projection.Cause,
        Fault = Fault,
        Status = _status,
        Result = _result?.GetRawText(),
        WakeAt = WakeAt,
        PendingEffects = _pending.Commands.Count,
    };

    /// <summary>Where the grain stands.</summary>
    public GrainState State =>
        _alias is not null ? _subject.StateOf(Projection, Standing)
        : Begin is null ? (_pending.Commands.Count > 0 || (HoldsSigned && _pending.Checks < BeginningPatience) ? GrainState.Live : GrainState.Ended)
        : Begin.Flow.Length == 0 ? GrainState.Ended
        : _subject.StateOf(Projection, Standing);

    /// <summary>
    /// Whether something early that the carrier has certainly sent says that there is a call to ask about.
    /// </summary>
    private bool HoldsSigned => _held.Exists(static held => !held.IsUnsigned);

    /// <summary>Whether nothing has begun here, nor is anything under way: then memory need not keep it.</summary>
    public bool IsUnbegun => Begin is null or { Flow: "" } && _alias is null && State == GrainState.Ended;

    private Standing Standing => new(Completed, _pending.IsEmpty && _watchers == 0, _news > _through && !IsTerminated);

    /// <summary>Whether nothing is awaited any more, and the call ended before this time.</summary>
    public bool EndedBefore(DateTimeOffset time) => State == GrainState.Ended && Projection.Main.EndedAt < time;

    /// <summary>
    /// When the grain wants to be woken next: its earliest timer, or the next time the carrier is to be asked; null
    /// when it waits for neither.
    /// </summary>
    public DateTimeOffset? NextWake => State == GrainState.Ended ? null : Earlier(_pending.NextTimer, NextCheck);

    /// <summary>
    /// When whoever sweeps the journal is to wake it at the latest: what it is about to do is lost sight of when the
    /// process that is about to do it dies and another one has been started before.
    /// </summary>
    private DateTimeOffset? WakeAt =>
        State == GrainState.Ended || _isStuck ? NextWake
        : _pending.Commands.Count > 0 || _pending.Steps.Count > 0 ? Earlier(NextWake, _pending.LastNews + Orphaned)
        : NextWake ?? (NeedsRun && _news > _through ? _pending.LastNews + Orphaned : null);

    /// <summary>
    /// When the carrier is to be asked about the call if nothing comes; null when nothing is awaited from it.
    /// </summary>
    public DateTimeOffset? NextCheck => State == GrainState.Ended || IsScheduled ? null : _pending.NextCheck(Projection, _held.Count > 0);

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;
}
