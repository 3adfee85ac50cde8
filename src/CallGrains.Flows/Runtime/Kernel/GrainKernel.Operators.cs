using System.Runtime.InteropServices;
using System.Text.Json;

namespace CallGrains.Flows.Runtime;

/// <content>
/// How people reach into what runs (docs/decisions/0253): a sentence into a call, a command again that failed, another
/// flow for a call. Each is journalled with who asked, beside what the host decides then.
/// </content>
internal sealed partial class GrainKernel
{
    private (Receipt, JournalAppend?) AcceptSpeak(Signal signal, DateTimeOffset now)
    {
        if (signal.Value?.Deserialize<SpokenSentence>(JsonSerializerOptions.Web) is not { } said || CallObstacle(mustBeAnswered: true) is { IsNone: true })
        {
            return (new Receipt(Disposition.Unclaimed, "there is no such call"), null);
        }

        return CallObstacle(mustBeAnswered: true) is { } obstacle
            ? (new Receipt(Disposition.Late, obstacle.Why), null)
            : (new Receipt(Disposition.Accepted), Append([Taken(signal), ByHost(new SpeakCommand(said.Sentence), Sequence + 1)], now));
    }

    /// <summary>
    /// The flow has had its answer; it is not told of another one. So only what it need not hear of is sent again.
    /// </summary>
    private (Receipt, JournalAppend?) AcceptRetry(Signal signal, DateTimeOffset now)
    {
        if (Begin is null || signal.Value?.Deserialize<FailedCommand>(JsonSerializerOptions.Web) is not { } failed || failed.Command.Deserialize(JournalJson.Default.Command) is not { } command)
        {
            return (new Receipt(Disposition.Unclaimed, "there is no such call"), null);
        }

        var why = _pending.Find(failed.Operation) is { Outcome: null } ? $"command {failed.Operation} has no outcome yet"
            : _pending.Commands.Exists(c => c.Decided.Id < 0 && c.Decided.Leg == failed.Leg && c.Decided.Command == command) ? "it is being sent again already"
            : command.NeedsLiveCall && Projection.Leg(failed.Leg).IsLost ? "the call is over"
            : command is SendMessageCommand && Projection is ThreadProjection { IsStopped: true } ? TextsAreStopped
            : null;
        return why is not null
            ? (new Receipt(Disposition.Late, why), null)
            : (new Receipt(Disposition.Accepted), Append([Taken(signal), ByHost(command, Sequence + 1, failed.Tag, failed.Leg)], now));
    }

    /// <summary>
    /// The flow of before is dropped where it stands, with its timers and legs; the next one begins with the call as it
    /// is, as a script that begins anew does.
    /// </summary>
    private (Receipt, JournalAppend?) AcceptRedirect(Signal signal, DateTimeOffset now)
    {
        var obstacle = CallObstacle(mustBeAnswered: false);
        if (obstacle is { IsNone: true } || signal.Value?.Deserialize<NextFlow>(JsonSerializerOptions.Web) is not { } next)
        {
            return (new Receipt(Disposition.Unclaimed, "there is no such call"), null);
        }

        var flow = _flows.Find(next.Flow);
        var why = obstacle?.Why ?? (flow is null ? $"this process has no flow '{next.Flow}'"
            : !typeof(CallScript).IsAssignableFrom(flow.Type) ? $"flow '{next.Flow}' is no script for calls, and only a script begins in the middle of a call"
            : Projection is CallProjection { TransferredTo.IsLost: false } ? "it has been transferred: the carrier connects it"
            : Projection is CallProjection { InConference: { } seat } ? $"it is in {seat.Conference}"
            : null);
        if (why is not null)
        {
            return (new Receipt(Disposition.Late, why), null);
        }

        var entries = new List<JournalEntry> { Taken(signal) };
        if (IsQuarantined)
        {
            entries.Add(new FaultEntry("") { Stop = FlowStop.Released, By = signal.By });
        }

        LetGo(entries);
        entries.AddRange(_pending.Steps.Select(s => new StepEntry(s.Id) { Error = "The call was given to another flow." }));
        var freed = Append(CollectionsMarshal.AsSpan(entries), now);
        var snapshot = Anew(Begin! with { Flow = flow!.Name, FlowVersion = flow.Version, Args = next.Args?.Clone() }, _watches, DateTimeOffset.MinValue, now);
        var begun = Append([snapshot with { Continuation = snapshot.Continuation! with { Fault = null } }], now);
        return (new Receipt(Disposition.Accepted), new JournalAppend(freed.ExpectedSequence, [.. freed.Entries, .. begun.Entries], begun.Summary) { Chain = Chain, Feed = [.. freed.Feed, .. begun.Feed] });
    }

    /// <summary>
    /// What ends with a flow that is dropped: its timers, what it asks and says, and the calls that it made.
    /// </summary>
    private void LetGo(List<JournalEntry> entries)
    {
        foreach (var timer in _pending.Timers.Where(t => t.Id > 0))
        {
            entries.Add(new DecisionEntry([new TimerCancelled(Number(), timer.Id)]) { ByHost = true });
        }

        foreach (var awaited in _pending.Awaited.Where(c => c.Decided.Leg == 0))
        {
            Command? stop = awaited.Decided.Command switch
            {
                GatherCommand => new StopGatherCommand(awaited.Decided.Id),
                SpeakCommand => new StopAudioCommand(false),
                PlayCommand => new StopAudioCommand(true),
                _ => null,
            };
            entries.AddRange(stop is null ? [] : [ByHost(stop, Sequence + entries.Count)]);
        }

        foreach (var leg in Projection.Legs.Where(l => l.Number != 0 && (l.IsDialled || l.IsTransfer) && !l.IsLost))
        {
            entries.Add(ByHost(new HangupCommand(), Sequence + entries.Count, leg: leg.Number));
        }

        int Number() => (int)-(Sequence + entries.Count + 1);
    }

    private static SignalEntry Taken(Signal signal) => new(signal.Id, signal.Name, Disposition.Accepted) { Value = signal.Value?.Clone(), By = signal.By };

    /// <summary>Why nobody can reach into the call; null when somebody can.</summary>
    private Obstacle? CallObstacle(bool mustBeAnswered) =>
        Address.Kind != GrainKind.Call || Begin is null || _alias is not null ? new Obstacle("")
        : IsScheduled ? new Obstacle("it is to be placed later")
        : Projection.Main.IsLost ? new Obstacle("the call is over")
        : IsTerminated ? new Obstacle("its flow was terminated, and it is being hung up")
        : mustBeAnswered && !Projection.Main.Answered ? new Obstacle("nobody has answered it yet")
        : null;

    /// <summary>What is in the way; nothing in words where there is no such call.</summary>
    private sealed record Obstacle(string Why)
    {
        public bool IsNone => Why.Length == 0;
    }
}

/// <summary>What <see cref="SignalNames.Speak"/> carries.</summary>
internal sealed record SpokenSentence(string Sentence);

/// <summary>What <see cref="SignalNames.Retry"/> carries.</summary>
/// <param name="Operation">The command's number.</param>
/// <param name="Leg">Its leg.</param>
/// <param name="Tag">Its tag.</param>
/// <param name="Command">The command, as it is journalled.</param>
internal sealed record FailedCommand(int Operation, int Leg, string? Tag, JsonElement Command);

/// <summary>What <see cref="SignalNames.Redirect"/> carries.</summary>
internal sealed record NextFlow(string Flow, JsonElement? Args = null);
