using CallGrains.Flows;
using CallGrains.Testing.Fuzzing.Flows;
using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing.Oracle;

/// <content>When everything is over.</content>
internal sealed partial class InvariantChecker
{
    private const string DuplicateGather = "call-duplicate-gather-error";

    /// <summary>Codes of refusals that no carrier's whim explains.</summary>
    private static readonly string[] OwnMistakes = ["validation-error", "no-such-grain", "unclaimed", DuplicateGather];

    /// <summary>What is not at its end yet; null when everything is.</summary>
    public string? Unfinished()
    {
        if (fuzz.World.Network.Lines.FirstOrDefault(c => !c.IsOver) is { } call)
        {
            return $"promise 7: call {call.Id} to {call.To} of {call.Address} is still {call.State}";
        }

        if (fuzz.World.Network.AllRooms.FirstOrDefault(r => !r.IsOver && IsKnown(r)) is { } room)
        {
            return $"promise 7: conference {room.Id} of {room.Address} is still there, with {room.Count} in it";
        }

        foreach (var grain in _grains.Values)
        {
            if (grain.Summary is { State: not GrainState.Ended } summary)
            {
                return $"promise 7: {grain.Address} is still {summary.State}, {grain.Waits() ?? "though nothing is awaited"}";
            }
        }

        return null;
    }

    /// <summary>
    /// Checks the end of a run: nothing waits, what the journal says is what the carrier did, and the journal replays.
    /// </summary>
    public void AtEnd()
    {
        Count();
        Check(fuzz.World.Network.Broken is { } broken ? $"the carrier's network failed: {broken}" : null);
        foreach (var grain in _grains.Values)
        {
            Check(grain.Waits() is { } waits && grain.Begin is { Flow.Length: > 0 } ? $"promise 7: {grain.Address} has ended, but {waits}" : null);
            Check(IsForgiven(grain) ? null : $"promise 4: the flow of {grain.Address} failed: {grain.Failure}");
            foreach (var command in grain.Commands.Values)
            {
                Check(IsTrue(grain, command) ? null : $"promise 3: {command} of {grain.Address} is journalled as {command.Outcome!.Status}, but took effect {command.Effects} times");
                Check(Arrived(grain, command) ? null : $"promise 1: {command} of {grain.Address} is journalled as {command.Outcome!.Status}, but did not get there");
            }

            CheckReplay(grain);
            CheckLedger(grain);
        }

        CheckSteps();
        CheckRooms();
    }

    /// <summary>
    /// A flow may fail by what the run did to it: a carrier that refuses, a step that throws. Not by what it asked for
    /// itself.
    /// </summary>
    private static bool IsForgiven(GrainAudit grain) =>
        grain.Failure is not { } failure || failure.Contains(nameof(StepFailedException), StringComparison.Ordinal)
        || (failure.Contains(nameof(CommandFailedException), StringComparison.Ordinal)
            && !OwnMistakes.Any(code => failure.Contains($" {code} ", StringComparison.Ordinal) && !(code == DuplicateGather && grain.GaveAGatherUp)));

    private bool IsTrue(GrainAudit grain, AuditedCommand command) => command.Outcome?.Status switch
    {
        OutcomeStatus.Refused => command.Effects == 0 || (command.Attempts > 0 && (IsRepeatable(command.Decided.Command) || MayHappenTwice(command))),
        OutcomeStatus.Done => command.Effects == 1 || (command.Effects > 1 && MayHappenTwice(command)) || !LeavesMark(command.Decided.Command) || IsAGuess(grain, command) || WasIn(grain, command),
        _ => true,
    };

    private static bool LeavesMark(Command command) =>
        command is SpeakCommand or PlayCommand or SendDtmfCommand or GatherCommand or TransferCommand or CreateCallCommand or SendMessageCommand or BridgeCommand
            or CreateConferenceCommand or AddMemberCommand or AnnounceCommand;

    /// <summary>
    /// What leaves no trace of its own is taken for done when in doubt, and counted sounds say less when it is not
    /// known whether one before was heard.
    /// </summary>
    private static bool IsAGuess(GrainAudit grain, AuditedCommand command) => command.Outcome!.Observed && (command.Decided.Command is GatherCommand { Prompt: null }
        || (command.Decided.Command.StartsAudio && grain.Commands.Values.Any(c => c.Outcome?.Status != OutcomeStatus.Done && c.Decided.Leg == command.Decided.Leg && c.Decided.Command.StartsAudio)));

    /// <summary>
    /// Where a member is named by its call, a call that is in already is taken for taken in: an earlier command did it,
    /// and its event was lost.
    /// </summary>
    private static bool WasIn(GrainAudit grain, AuditedCommand command) => command.Decided.Command is AddMemberCommand add && command.Outcome!.ResourceId == add.CallId
        && grain.Commands.Values.Any(c => c != command && c.Effects > 0 && c.Decided.Command is AddMemberCommand other && other.CallId == add.CallId);

    private bool Arrived(GrainAudit grain, AuditedCommand command) => !(command.Outcome is { IsDone: true } && command.Decided.Command is GrainCommand mail)
        || (_grains.TryGetValue(FlowAddress.Parse(mail.To), out var other) && (mail is SignalCommand ? other.HasSignal($"{grain.Address}#{command.Decided.Id}") : other.Sequence > 0));

    private void CheckReplay(GrainAudit grain)
    {
        if (grain.Begin is not { Flow.Length: > 0 })
        {
            return;
        }

        try
        {
            Replay.Of(fuzz.World, fuzz.Hosts.All[^1].Services, grain.Address, (then, now) => CheckWords(grain, then, now));
        }
        catch (Exception e)
        {
            fuzz.Violate($"promise 4: {grain.Address} does not replay: {e.Message}");
        }
    }

    /// <summary>
    /// Replay compares what kind of thing is decided; here what is said, sent and asked is compared too, because a
    /// process that took over here would say it.
    /// </summary>
    private void CheckWords(GrainAudit grain, Decided then, Decided now)
    {
        if (DecidedText.Of(then) is var before && DecidedText.Of(now) is var after && before != after)
        {
            Check($"promise 4: the flow of {grain.Address} remembers something that its journal does not: after a crash it decides '{after}' where it decided '{before}' (operation {then.Id}). What a step finds out is what it returns");
        }
    }

    private void CheckLedger(GrainAudit grain)
    {
        if (grain is not { Begin.Flow: Ledger.Name, Failure: null })
        {
            return;
        }

        var expected = grain.Inputs.Where(i => i.Sequence <= grain.Through).Select(Ledger.Line).OfType<string>().ToList();
        var seen = grain.State is { } state ? Ledger.Lines(state) : [];
        Check(expected.SequenceEqual(seen) ? null : $"promise 2: {grain.Address} saw {string.Join(", ", seen)}; the journal has {string.Join(", ", expected)}");
    }

    private void CheckSteps()
    {
        var results = _grains.Values.Where(g => g.Begin?.Flow == Chores.Name).Sum(g => g.StepResults);
        Check(Steps.Count < results ? $"promise 4: {results} steps have results, but {Steps.Count} ran"
            : Steps.Count > results && !_disturbed && fuzz.Crashes == 0 ? $"promise 4: {Steps.Count} steps ran for {results} results, and nothing was in doubt"
            : null);
    }

    /// <summary>A grain drops a second one of what another grain sent it.</summary>
    private bool IsRepeatable(Command command) =>
        command is GrainCommand || fuzz.World.Network.PolicyOf(command) is DeliveryPolicy.Repeatable or DeliveryPolicy.Deduplicated;
}
