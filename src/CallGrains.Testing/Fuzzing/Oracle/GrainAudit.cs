using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing.Oracle;

/// <summary>
/// Reads one grain's journal as it is written, and knows what must never stand there. It knows the format and the
/// promises, and nothing of how the kernel keeps them. For one thread.
/// </summary>
internal sealed partial class GrainAudit(FlowAddress address)
{
    private readonly HashSet<string> _events = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outdated = new(StringComparer.Ordinal);
    private readonly HashSet<string> _callbacks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _signals = new(StringComparer.Ordinal);
    private readonly Dictionary<long, EventEntry> _held = [];
    private readonly Dictionary<int, End> _ends = [];
    private readonly Dictionary<int, AuditedCommand> _commands = [];
    private readonly Dictionary<int, DateTimeOffset> _openTimers = [];
    private readonly HashSet<int> _openSteps = [];
    private int _lastId;

    public FlowAddress Address => address;

    public long Sequence { get; private set; }

    public long Through { get; private set; }

    public long LastInput { get; private set; }

    public BeginEntry? Begin { get; private set; }

    public GrainSummary? Summary { get; private set; }

    public bool Completed { get; private set; }

    public string? Failure { get; private set; }

    /// <summary>
    /// Whether a gather whose answer and events were lost was given up: it may still be going on, and refuse the next.
    /// </summary>
    public bool GaveAGatherUp { get; private set; }

    public int StepResults { get; private set; }

    public IReadOnlyDictionary<int, AuditedCommand> Commands => _commands;

    /// <summary>What the flow is to react to, in order.</summary>
    public List<JournalEntry> Inputs { get; } = [];

    /// <summary>What it decided: commands, steps, patches.</summary>
    public List<Decided> Decisions { get; } = [];

    /// <summary>What a flow of handlers left as its state.</summary>
    public System.Text.Json.JsonElement? State { get; private set; }

    public bool HasCallback(ReadOnlyMemory<byte> raw) => _callbacks.Contains(Text(raw));

    public bool HasSignal(string id) => _signals.Contains(id);

    /// <summary>What still waits; null for nothing.</summary>
    public string? Waits() =>
        _commands.Values.FirstOrDefault(c => c.Outcome is null) is { } command ? $"{command} has no outcome"
        : _openSteps.Count > 0 ? $"step {_openSteps.First()} has no result"
        : _openTimers.Count > 0 ? $"timer {_openTimers.Keys.First()} never fired"
        : Begin is { Flow.Length: > 0 } && !Completed && address.Kind == GrainKind.Call ? "its flow is not through"
        : Begin is { Flow.Length: > 0 } && !Completed && LastInput > Through ? $"entry {LastInput} was never reacted to, only those up to {Through}"
        : null;

    /// <summary>When the last of its timers is due; null when none runs.</summary>
    public DateTimeOffset? LastTimer => _openTimers.Count == 0 ? null : _openTimers.Values.Max();

    /// <summary>How many turns of the flow decided something, or were its last.</summary>
    public int Turns { get; private set; }

    /// <summary>When a leg's end was journalled, and by whom; null when it was not.</summary>
    public End? EndOf(int leg) => _ends.TryGetValue(leg, out var end) ? end : null;

    /// <summary>Notes an append; returns what is wrong with it, or null.</summary>
    public string? Note(HostProcess by, TimeSpan at, JournalAppend append, IReadOnlyList<JournalEntry> entries)
    {
        if (append.ExpectedSequence != Sequence || append.Summary.Sequence != Sequence + entries.Count)
        {
            return $"promise 5: {address} was written after entry {append.ExpectedSequence}, but stood at {Sequence}";
        }

        foreach (var entry in entries)
        {
            Sequence++;
            if (Note(entry, by, at) is { } wrong)
            {
                return $"{wrong} ({address}, entry {Sequence})";
            }
        }

        var before = Summary;
        Summary = append.Summary;
        return before is { State: GrainState.Ended or GrainState.Ending } && Summary.State == GrainState.Live && _ends.ContainsKey(0)
            ? $"promise 6: {address} lives again after its end" : null;
    }

    private string? Note(JournalEntry entry, HostProcess by, TimeSpan at)
    {
        if (entry.Through < Through || entry.Through >= Sequence)
        {
            return $"promise 2: the flow had come to entry {Through}, and is now said to be at {entry.Through}";
        }

        Through = entry.Through;
        switch (entry)
        {
            case BeginEntry begin when Begin is null:
                Begin = begin;
                return Input(begin);
            case BeginEntry:
                return "promise 2: it begins a second time";
            case EventEntry e:
                _callbacks.Add(Text(e.Raw));
                GaveAGatherUp |= e.Event is GatherEvent { GatherId: null };
                return e.Disposition == Disposition.Accepted ? Accept(e, by, at) : Hold(e);
            case ReleaseEntry release:
                return Release(release, by, at);
            case DecisionEntry decision:
                return Decide(decision);
            case AttemptEntry attempt:
                return Attempt(attempt);
            case OutcomeEntry outcome:
                return Settle(outcome, at);
            case StepEntry step:
                StepResults++;
                return _openSteps.Remove(step.Operation) ? Input(step) : $"promise 4: step {step.Operation} has a second result, or none was asked for";
            case TimerEntry timer:
                return _openTimers.Remove(timer.Operation) ? Input(timer) : $"promise 4: timer {timer.Operation} fires twice, or was cancelled";
            case SignalEntry signal:
                return _signals.Add(signal.Id) ? Input(signal) : $"promise 2: signal {signal.Id} was here before";
            case FaultEntry fault:
                return $"promise 4: the flow cannot go on: {fault.Message}";
            default:
                return null;
        }
    }

    private string? Input(JournalEntry input)
    {
        LastInput = Sequence;
        Inputs.Add(input with { Sequence = Sequence });
        return null;
    }

    private static string Text(ReadOnlyMemory<byte> raw) => System.Text.Encoding.UTF8.GetString(raw.Span);

    /// <summary>Where the end of a leg stands.</summary>
    /// <param name="By">The process that wrote it.</param>
    /// <param name="At">When.</param>
    internal readonly record struct End(HostProcess By, TimeSpan At);
}
