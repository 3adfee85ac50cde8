namespace CallGrains.Flows.Runtime;

/// <content>
/// A thread may live for years, and must not be read whole each time: when a long journal is read whose flow is at
/// rest, a snapshot is written that makes the entries before it superfluous. Calls are over soon, and are kept whole.
/// </content>
internal sealed partial class GrainKernel
{
    /// <summary>
    /// A sender that was down tells again what it had told; the signals of a longer past than this it had told before
    /// that.
    /// </summary>
    private const int SignalsKept = 1000;

    private List<JournalEntry>? _read;
    private bool _atRest;
    private int _lastOperation;

    /// <summary>
    /// Makes the append of a snapshot; null when there is no need, or something is going on. To be called before
    /// anything else is appended.
    /// </summary>
    /// <param name="after">How many entries may be read before one is made.</param>
    /// <param name="window">For how long a second delivery of an event is told from a new one.</param>
    /// <param name="now">The time.</param>
    public JournalAppend? Compact(int after, TimeSpan window, DateTimeOffset now)
    {
        var read = _read ?? [];
        _read = null;
        if (read.Count <= after || Begin is null || !_atRest || Fault is not null || _held.Count > 0 || !_pending.IsEmpty || _watchers > 0 || _news > _through)
        {
            return null;
        }

        var since = read[^1].At - window;
        var snapshot = new SnapshotEntry(Begin with { Rules = FlowRules.Current })
        {
            Version = JournalFormat.SnapshotVersion,
            FirstAt = _pending.FirstAt,
            LastOperation = _lastOperation,
            IsStopped = Projection is ThreadProjection { IsStopped: true },
            State = _decisions.LastOrDefault(d => d.State is not null)?.State,
            Status = _status,
            Result = _result,
            Seen = [.. SeenIn(read).Where(e => e.At >= since)],
            Signals = [.. SignalsIn(read).TakeLast(SignalsKept)],
        };
        return Append([snapshot], now) with { ForgetBefore = Sequence };
    }

    private static IEnumerable<SeenEvent> SeenIn(List<JournalEntry> read) => read.SelectMany<JournalEntry, SeenEvent>(entry => entry switch
    {
        SnapshotEntry snapshot => snapshot.Seen,
        EventEntry { Disposition: Disposition.Accepted or Disposition.Held } e => [CallSequencer.Seen(e)],
        _ => [],
    });

    private static IEnumerable<string> SignalsIn(List<JournalEntry> read) => read.SelectMany<JournalEntry, string>(entry => entry switch
    {
        SnapshotEntry snapshot => snapshot.Signals,
        SignalEntry signal => [signal.Id],
        _ => [],
    });

    /// <summary>Knows what the snapshot says, and nothing from before it.</summary>
    private void Restart(SnapshotEntry snapshot)
    {
        Begin = snapshot.Begin;
        Projection.Begin(snapshot.Begin, Address);
        (Projection as ThreadProjection)?.Apply(snapshot);
        RestoreSeen(snapshot);
        _inputs.Clear();
        _decisions.Clear();
        _decisions.Add(new DecisionEntry([]) { State = snapshot.State });
        _pending.Restart(snapshot.FirstAt);
        (_status, _result) = (snapshot.Status, snapshot.Result);
        (_through, _lastOperation, _atRest) = (snapshot.Sequence, snapshot.LastOperation, true);
    }

    /// <summary>Knows what a snapshot says was here before, and nothing else.</summary>
    private void RestoreSeen(SnapshotEntry snapshot)
    {
        _sequencer.Restart(snapshot.Seen);
        _signals = new(snapshot.Signals.Select(s => KeyValuePair.Create(s, true)), StringComparer.Ordinal);
    }
}

/// <summary>What a snapshot may forget.</summary>
/// <param name="After">How many entries may be read before what is superfluous of them is removed.</param>
/// <param name="Window">For how long a second delivery of an event is told from a new one.</param>
internal readonly record struct CompactionRules(int After, TimeSpan Window);
