using System.Text.Json;

namespace CallGrains.Flows.Runtime;

/// <content>What a run that begins anew hands to the one after it.</content>
internal abstract partial class FlowRun
{
    private Anew? _begun;

    /// <summary>Whether the flow begins anew, so that this run is over.</summary>
    protected bool BeginsAnew => _begun is not null;

    /// <summary>The flow begins anew after this turn: another run takes over.</summary>
    /// <param name="args">What it begins with.</param>
    /// <param name="left">Entries that this run has not taken.</param>
    protected void BeginAnew(JsonElement? args, IEnumerable<JournalEntry> left)
    {
        policy.LetGoLegs(this);
        _begun = new Anew(args, [.. left]);
    }

    /// <summary>What was in flight is known as before.</summary>
    private void TakeOver(Continuation? kept)
    {
        if (kept is null)
        {
            return;
        }

        Projection.Restore(kept);
        foreach (var command in kept.Kept.Select(k => k.Entry).OfType<DecisionEntry>().SelectMany(d => d.Items).OfType<CommandDecided>())
        {
            Note(command);
        }
    }

    /// <summary>What the run before had not taken comes now, as if it had just come.</summary>
    private void ReactToKept(Continuation kept, JournalEntry snapshot)
    {
        var left = new Queue<JournalEntry>(kept.Kept.Select(k => k.Entry).Where(e => e is EventEntry or SignalEntry));
        while (left.TryDequeue(out var entry))
        {
            React(entry with { At = snapshot.At, Sequence = snapshot.Sequence });
            if (_begun is { } anew)
            {
                _begun = anew with { Left = [.. anew.Left, .. left] };
                return;
            }
        }
    }
}
