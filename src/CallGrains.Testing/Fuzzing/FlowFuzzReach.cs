using System.Text;

namespace CallGrains.Testing;

/// <summary>
/// What the runs of <see cref="FlowFuzz"/> came to: a branch that stands here with no number was never tried. Not safe
/// for many threads.
/// </summary>
public sealed class FlowFuzzReach
{
    private const int MostLines = 60;
    private const int LongestLine = 100;

    internal FlowFuzzReach()
    {
    }

    /// <summary>How many runs there were.</summary>
    public long Seeds { get; internal set; }

    /// <summary>Callbacks and messages that were handed to a process.</summary>
    public long Events { get; internal set; }

    /// <summary>Processes that died.</summary>
    public long Crashes { get; internal set; }

    /// <summary>How often each flow began, by its name.</summary>
    public IReadOnlyDictionary<string, long> Flows => FlowCounts;

    /// <summary>How often each flow ended by an exception that the run had brought about, by its name.</summary>
    public IReadOnlyDictionary<string, long> Failures => FailureCounts;

    /// <summary>
    /// What flows decided, and how often: <c>front-desk: speak "Thank you."</c>, <c>front-desk: step 'find agent'</c>.
    /// </summary>
    public IReadOnlyDictionary<string, long> Decisions => DecisionCounts;

    /// <summary>Keys that came to flows, one by one, and as gathers gave them: <c>1</c>, <c>gathered 12</c>.</summary>
    public IReadOnlyDictionary<string, long> Keys => KeyCounts;

    /// <summary>Texts that came to flows.</summary>
    public IReadOnlyDictionary<string, long> Texts => TextCounts;

    /// <summary>Signals that came to flows, by name.</summary>
    public IReadOnlyDictionary<string, long> Signals => SignalCounts;

    /// <summary>How calls ended, by the carrier's cause.</summary>
    public IReadOnlyDictionary<string, long> Ends => EndCounts;

    internal Dictionary<string, long> FlowCounts { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, long> FailureCounts { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, long> DecisionCounts { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, long> KeyCounts { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, long> TextCounts { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, long> SignalCounts { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, long> EndCounts { get; } = new(StringComparer.Ordinal);

    /// <summary>How often a flow came further than its first turn.</summary>
    internal Dictionary<string, long> FurtherCounts { get; } = new(StringComparer.Ordinal);

    /// <summary>The first failure of each flow.</summary>
    internal Dictionary<string, string> FirstFailures { get; } = new(StringComparer.Ordinal);

    /// <summary>All of it as a table.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(FormattableString.Invariant($"{Seeds:n0} seeds, {Events:n0} events, {Crashes:n0} crashes came to:")).AppendLine();
        Write(text, "flows begun", FlowCounts);
        Write(text, "flows failed", FailureCounts);
        Write(text, "decided", DecisionCounts);
        Write(text, "keys", KeyCounts);
        Write(text, "texts", TextCounts);
        Write(text, "signals", SignalCounts);
        Write(text, "ends", EndCounts);
        return text.ToString();
    }

    internal static void Count(Dictionary<string, long> counts, string what) => Add(counts, what, 1);

    internal void Begun(string flow, string? failure, bool further)
    {
        Count(FlowCounts, flow);
        if (further)
        {
            Count(FurtherCounts, flow);
        }

        if (failure is not null)
        {
            Count(FailureCounts, flow);
            FirstFailures.TryAdd(flow, failure);
        }
    }

    /// <summary>Adds what another run came to.</summary>
    internal void Add(FlowFuzzReach other)
    {
        (Seeds, Events, Crashes) = (Seeds + other.Seeds, Events + other.Events, Crashes + other.Crashes);
        Merge(FlowCounts, other.FlowCounts);
        Merge(FailureCounts, other.FailureCounts);
        Merge(DecisionCounts, other.DecisionCounts);
        Merge(KeyCounts, other.KeyCounts);
        Merge(TextCounts, other.TextCounts);
        Merge(SignalCounts, other.SignalCounts);
        Merge(EndCounts, other.EndCounts);
        Merge(FurtherCounts, other.FurtherCounts);
        foreach (var (flow, failure) in other.FirstFailures)
        {
            FirstFailures.TryAdd(flow, failure);
        }
    }

    /// <summary>Why runs of these flows say nothing about them; null when they do.</summary>
    internal string? Empty(IEnumerable<string> flows) => flows.Select(Empty).FirstOrDefault(why => why is not null);

    private string? Empty(string flow)
    {
        var begun = FlowCounts.GetValueOrDefault(flow);
        return begun == 0 ? $"Flow '{flow}' never began, so nothing is known about it: say how people come to it (entries), or bind its number (services.AddFlow<T>(number))."
            : FailureCounts.GetValueOrDefault(flow) == begun ? $"Flow '{flow}' failed each time, so little is known about it: {FirstFailures[flow].Split('\n')[0].Trim()}"
            : FurtherCounts.GetValueOrDefault(flow) == 0 ? $"Flow '{flow}' never came further than its first turn, so little is known about it: what it waits for never comes (keys, words, signals)."
            : null;
    }

    private static void Add(Dictionary<string, long> counts, string what, long times) => counts[what] = counts.GetValueOrDefault(what) + times;

    private static void Merge(Dictionary<string, long> counts, Dictionary<string, long> others)
    {
        foreach (var (what, times) in others)
        {
            Add(counts, what, times);
        }
    }

    private static void Write(StringBuilder text, string title, Dictionary<string, long> counts)
    {
        foreach (var (what, times) in counts.OrderBy(c => c.Key, StringComparer.Ordinal).Take(MostLines))
        {
            text.AppendLine(FormattableString.Invariant($"  {title,-12} {times,9:n0}  {(what.Length > LongestLine ? what[..LongestLine] + "…" : what)}"));
        }

        if (counts.Count > MostLines)
        {
            text.AppendLine(FormattableString.Invariant($"  {title,-12} {"",9}  and {counts.Count - MostLines:n0} more kinds"));
        }
    }
}
