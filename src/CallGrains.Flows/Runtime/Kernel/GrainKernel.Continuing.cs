namespace CallGrains.Flows.Runtime;

/// <content>
/// Flows without an end begin anew (docs/decisions/0190): a snapshot, in one append with the decision, is what the next
/// run begins from.
/// </content>
internal sealed partial class GrainKernel
{
    /// <summary>
    /// Events that are told from second deliveries; those come within minutes, and no grain has so many in that time.
    /// </summary>
    private const int EventsKept = 256;

    // The oldest entry that is stored, and how often the flow has begun anew.
    private long _first = 1;
    private int _rounds;

    private JournalAppend BeginAnew(DecisionEntry decision, Anew anew, CompactionRules compaction, DateTimeOffset now)
    {
        var left = anew.Left.Concat(_inputs).Concat(_watches).Where(IsLeft).DistinctBy(e => (e.Sequence, (e as SignalEntry)?.Id, (e as EventEntry)?.Received.DedupeKey))
            .OrderBy(e => e.Sequence).ToList();
        var decided = Append(decision, now);
        var begin = Begin! with { FlowVersion = NewestVersion, Args = anew.Args };
        var begun = Append(Anew(begin, left, now - compaction.Window, now) with { Status = _status, Result = _result }, now);
        var forgets = IsForgetful && Sequence - _first >= compaction.After;
        _first = forgets ? Sequence : _first;
        return new JournalAppend(decided.ExpectedSequence, [.. decided.Entries, .. begun.Entries], begun.Summary) { Chain = Chain, ForgetBefore = forgets ? Sequence : null };
    }

    /// <summary>What the next run begins from.</summary>
    /// <param name="begin">Its flow, and what that is given.</param>
    /// <param name="left">What came and was not taken.</param>
    /// <param name="since">How far back second deliveries are told.</param>
    /// <param name="now">The time.</param>
    private SnapshotEntry Anew(BeginEntry begin, IEnumerable<JournalEntry> left, DateTimeOffset since, DateTimeOffset now) => new(begin with { Carrier = Carrier ?? "", PlaceAt = null, Rules = FlowRules.Current })
    {
        Version = JournalFormat.SnapshotVersion,
        FirstAt = _pending.FirstAt,
        LastOperation = _lastOperation,
        IsStopped = Projection is ThreadProjection { IsStopped: true },
        Seen = [.. _sequencer.Latest(since, EventsKept, now)],
        Signals = [.. (_signals?.Keys ?? Enumerable.Empty<string>()).TakeLast(SignalsKept)],
        Continuation = new Continuation
        {
            Round = _rounds + 1,
            Kept = [.. _pending.Open().Concat(left).Select(KeptEntry.Of)],
            Legs = Address.Kind == GrainKind.Call ? Projection.Kept : [],
            RecordingsDue = _pending.RecordingsDue,
            Fault = Fault,
        },
    };

    /// <summary>Nothing of before is run again, so the next run may be of the newest version.</summary>
    private int NewestVersion => Math.Max(Begin!.FlowVersion, _flows.Find(Begin.Flow)?.Version ?? 0);

    /// <summary>
    /// Whether nothing before a snapshot counts any more. Of a call that lasts it does: when a command is in doubt, the
    /// carrier's log is compared with all that went before.
    /// </summary>
    private bool IsForgetful => Address.Kind == GrainKind.Thread || (Projection.Main.Over && !Projection.HasLiveLegs);

    /// <summary>
    /// What the next run is still to see: texts and signals. What else came was for waits of the run before, or is
    /// known of the call.
    /// </summary>
    private static bool IsLeft(JournalEntry entry) =>
        entry is SignalEntry { IsInput: true } signal ? !signal.IsOwn || signal.IsWatch || signal.Name == SignalNames.Begin
        : entry is EventEntry { Disposition: Disposition.Accepted, Leg: 0, Event: MessageEvent { IsInbound: true } };

    /// <summary>The next run begins from here.</summary>
    private void Continue(SnapshotEntry snapshot, Continuation kept)
    {
        var isNew = Begin is null;
        Begin = snapshot.Begin;
        Projection.Begin(snapshot.Begin, Address);
        Projection.Restore(kept);
        (Projection as ThreadProjection)?.Apply(snapshot);
        if (isNew || IsForgetful)
        {
            RestoreSeen(snapshot);
            _pending.Continue(snapshot, kept);
        }

        if (isNew)
        {
            _watches.AddRange(kept.Kept.Select(k => k.Entry).OfType<SignalEntry>().Where(s => s.IsWatch));
            _watchers = _watches.Count;
        }

        _inputs.Clear();
        _decisions.Clear();
        _forgetsPast = false;
        (_status, _result, Fault, _rounds) = (snapshot.Status, snapshot.Result, kept.Fault, kept.Round);
        (Completed, _isStuck, _fallback, TurnAttempts) = (false, false, 0, 0);
        (_through, _lastOperation, _atRest) = (snapshot.Sequence - 1, snapshot.LastOperation, false);
    }
}
