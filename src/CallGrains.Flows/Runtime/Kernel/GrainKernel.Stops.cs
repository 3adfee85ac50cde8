using System.Runtime.InteropServices;

namespace CallGrains.Flows.Runtime;

/// <content>
/// Flows that are not to run: ended by command, or quarantined because they brought processes down or never rest.
/// </content>
internal sealed partial class GrainKernel
{
    /// <summary>The tag of what the host does for a caller whose flow is stopped.</summary>
    private const string FallbackTag = "$fallback";

    /// <summary>How often a new activation has begun the flow's next turn, and none has come to its end.</summary>
    public int TurnAttempts { get; private set; }

    public bool IsQuarantined { get; private set; }

    public bool IsTerminated { get; private set; }

    /// <summary>Whether the flow is not to run.</summary>
    public bool IsStopped => IsQuarantined || IsTerminated;

    /// <summary>
    /// Whether an activation before this one may have died in the middle of the flow's next turn. A flow that has
    /// completed takes no turn for what comes later.
    /// </summary>
    public bool MayBePoison => NeedsRun && !Completed && _news > _through;

    /// <summary>Whether the caller whose flow is stopped has been taken care of, or needs it not.</summary>
    public bool IsFallbackDue => Address.Kind == GrainKind.Call && Begin is { Flow.Length: > 0 } && !Projection.Main.IsLost && Projection.Main.CallId is not null && _fallback == 0 && !IsTerminated;

    /// <summary>Makes the append that marks the flow's next turn as begun.</summary>
    public JournalAppend AttemptTurn(DateTimeOffset now) => Append([new AttemptEntry(0)], now);

    /// <summary>Makes the append that keeps the flow from running until it is released.</summary>
    public JournalAppend Quarantine(string why, DateTimeOffset now) => Append([new FaultEntry($"quarantined: {why}") { Stop = FlowStop.Quarantined }], now);

    /// <summary>Makes the append of what is done for the caller of a stopped flow.</summary>
    public JournalAppend Fallback(Command command, DateTimeOffset now) => Append([ByHost(command, Sequence, FallbackTag)], now);

    private (Receipt, JournalAppend?) AcceptStop(Signal signal, DateTimeOffset now)
    {
        if (Begin is not { Flow.Length: > 0 })
        {
            return (new Receipt(Disposition.Unclaimed, "there is no such call"), null);
        }

        if (signal.Name == SignalNames.Release)
        {
            return IsQuarantined
                ? (new Receipt(Disposition.Accepted), Append([new FaultEntry("") { Stop = FlowStop.Released, By = signal.By }], now))
                : (new Receipt(Disposition.Late, "it is not quarantined"), null);
        }

        if (IsTerminated || (State == GrainState.Ended && Address.Kind == GrainKind.Call))
        {
            return (new Receipt(Disposition.Late, "it is over"), null);
        }

        var entries = new List<JournalEntry> { new FaultEntry("terminated by command") { Stop = FlowStop.Terminated, By = signal.By } };
        entries.AddRange(_watches.Select((watch, i) => ByHost(CallWatch.Tell(watch, Projection.Main, CallResult.Terminated), Sequence + 1 + i)));
        if (Address.Kind == GrainKind.Call && !Projection.Main.Over)
        {
            entries.Add(ByHost(new HangupCommand(), Sequence + entries.Count));
        }
        else if (Projection is ConferenceProjection { Current: { CallId: not null } session })
        {
            entries.Add(ByHost(new EndConferenceCommand(), Sequence + 1, leg: session.Number));
        }

        return (new Receipt(Disposition.Accepted), Append(CollectionsMarshal.AsSpan(entries), now));
    }

    /// <summary>The sentence for the caller has been spoken: nobody is left to talk to.</summary>
    private DecisionEntry? AfterFallback(CarrierEvent e, long sequence) =>
        e is SpeakEvent { IsDone: true, OperationId: { } operation } && operation == _fallback && !Projection.Main.Over ? ByHost(new HangupCommand(), sequence) : null;

    private static DecisionEntry ByHost(Command command, long sequence, string? tag = null, int leg = 0) => new([new CommandDecided((int)-(sequence + 1), command) { Tag = tag, Leg = leg }]) { ByHost = true };

    private void ApplyStop(FaultEntry fault)
    {
        (Fault, _isStuck) = (fault.Stop == FlowStop.Released ? null : fault.Message, fault.Stop != FlowStop.Released);
        IsQuarantined = fault.Stop == FlowStop.Quarantined;
        TurnAttempts = 0;
        if (fault.Stop == FlowStop.Terminated)
        {
            (IsTerminated, Completed) = (true, true);
            _pending.Drop();
        }
    }

    private int _fallback;
}
