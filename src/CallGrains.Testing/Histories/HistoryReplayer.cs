using CallGrains.Flows;
using CallGrains.Testing.Worlds;

namespace CallGrains.Testing;

/// <summary>One flow over one past: a script as after a restart, a flow of handlers turn by turn.</summary>
internal sealed class HistoryReplayer(FlowRun run, GrainKernel kernel)
{
    /// <summary>Whether the states of handlers are compared.</summary>
    public bool ComparesStates { get; init; } = true;

    public Divergence? Run() => run.ComparesOnRestore ? Script() : Handlers();

    private Divergence? Script()
    {
        var (inputs, decisions) = kernel.Past;
        try
        {
            run.Restore(inputs, decisions);
            return null;
        }
        catch (NonDeterminismException e)
        {
            return new Divergence(e.Journalled?.Id ?? e.Today?.Id, Words(e.Journalled), Words(e.Today), run.LastInput, e);
        }
    }

    private Divergence? Handlers()
    {
        var (inputs, decisions) = kernel.Past;
        var left = new Queue<JournalEntry>(inputs);
        foreach (var decision in decisions)
        {
            var turn = new List<JournalEntry>();
            while (left.TryPeek(out var input) && input.Sequence <= decision.Through)
            {
                turn.Add(left.Dequeue());
            }

            if (Differs(decision, turn) is { } divergence)
            {
                return divergence;
            }
        }

        return left.Count > 0 ? Differs(new DecisionEntry([]) { Completed = kernel.Completed }, [.. left]) : null;
    }

    private Divergence? Differs(DecisionEntry then, List<JournalEntry> inputs)
    {
        if (inputs.Count == 0)
        {
            return then.Items is [var first, ..] ? new Divergence(first.Id, Words(first), "nothing", run.LastInput, null) : null;
        }

        var now = run.Feed(inputs);
        for (var i = 0; i < Math.Max(then.Items.Count, now.Items.Count); i++)
        {
            var (was, isNow) = (then.Items.ElementAtOrDefault(i), now.Items.ElementAtOrDefault(i));
            if (was?.Signature != isNow?.Signature || was?.Id != isNow?.Id)
            {
                return new Divergence(was?.Id ?? isNow?.Id, Words(was), Words(isNow), run.LastInput, null);
            }
        }

        var (before, after) = (then.State?.GetRawText(), now.State?.GetRawText());
        return before == after || !ComparesStates ? null : new Divergence(null, $"the state {before ?? "unchanged"}", $"the state {after ?? "unchanged"}", run.LastInput, null);
    }

    private static string Words(Decided? decided) => decided switch
    {
        null => "nothing",
        CommandDecided command => TraceLog.Describe(command.Command) + (command.Leg == 0 ? "" : $" on leg {command.Leg}"),
        _ => decided.Signature,
    };
}

/// <summary>Where a history and the code part.</summary>
/// <param name="Number">The decision's number; null for a state.</param>
/// <param name="Then">What the journal says.</param>
/// <param name="Now">What the code does.</param>
/// <param name="After">The last input before.</param>
/// <param name="Reason">The kernel's own words, for a script.</param>
internal sealed record Divergence(int? Number, string Then, string Now, JournalEntry? After, NonDeterminismException? Reason)
{
    public string Explain(GrainKernel kernel)
    {
        var entry = kernel.Past.Decisions.FirstOrDefault(d => d.Items.Any(i => i.Id == Number))?.Sequence;
        return string.Join('\n', [
            $"  the journal has:  {Then}{(Number is null ? "" : $"  (decision {Number}{(entry is null ? "" : $", entry {entry}")})")}",
            $"  today's code has: {Now}",
            $"  after entry {After?.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "0"}: {Words(After)}",
            Reason is { Today: null, Journalled: null } ? Reason.Message : "Keep the old code as its own version for the calls that began with it, or guard the change with call.Patched(\"name\").",
        ]);
    }

    private static string Words(JournalEntry? input) => input switch
    {
        EventEntry e => System.Text.Encoding.UTF8.GetString(e.Raw.Span),
        null => "the beginning",
        _ => input.ToString(),
    };
}
