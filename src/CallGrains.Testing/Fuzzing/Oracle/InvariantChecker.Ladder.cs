using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing.Oracle;

/// <content>What was written, in short.</content>
internal sealed partial class InvariantChecker
{
    private void Tell(HostProcess process, FlowAddress grain, List<JournalEntry> entries)
    {
        if (!fuzz.Explains)
        {
            return;
        }

        foreach (var entry in entries)
        {
            fuzz.Tell($"host {fuzz.Hosts.NumberOf(process)}", $"{grain} {entry.Sequence} (through {entry.Through}): {Short(entry)}");
        }
    }

    private static string Short(JournalEntry entry) => entry switch
    {
        BeginEntry b => $"begins, flow '{b.Flow}'",
        EventEntry e => $"{e.Disposition}{(e.Observed ? " (observed)" : "")}: {EventIdentity.Of(e.Event, e.Leg)}",
        DecisionEntry d => $"decides {string.Join(", ", d.Items.Select(i => $"{i.Id} {i.Signature}"))}{(d.Completed ? ", is through" : "")}{(d.Failure is { } f ? $", failed: {f[..Math.Min(f.Length, 120)]}" : "")}",
        OutcomeEntry o => $"outcome of {o.Operation}: {o.Outcome.Status}{(o.Outcome.Observed ? " (observed)" : "")} {o.Outcome.ResourceId} {o.Outcome.Error?.Code}",
        ReleaseEntry r => $"releases {string.Join(", ", r.Entries)}",
        SignalEntry s => $"signal {s.Name} {s.Id}",
        StepEntry s => $"step {s.Operation} {s.Error}",
        TimerEntry t => $"timer {t.Operation}",
        AttemptEntry a => $"claims {a.Operation}",
        FaultEntry f => $"fault: {f.Message}",
        _ => entry.GetType().Name,
    };
}
