using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing.Oracle;

/// <content>Events and decisions.</content>
internal sealed partial class GrainAudit
{
    private string? Hold(EventEntry e)
    {
        if (e.Disposition == Disposition.Held)
        {
            _held[Sequence] = e;
        }

        return null;
    }

    private string? Release(ReleaseEntry release, HostProcess by, TimeSpan at)
    {
        foreach (var number in release.Entries)
        {
            if (!_held.Remove(number, out var held))
            {
                return $"promise 2: entry {number} goes to the flow, but was not held";
            }

            if (Accept(held, by, at) is { } wrong)
            {
                return wrong;
            }
        }

        return _held.Count == 0 ? null : $"promise 2: entry {_held.Keys.First()} stays held after its call has begun";
    }

    private string? Accept(EventEntry e, HostProcess by, TimeSpan at)
    {
        var identity = EventIdentity.Of(e.Event, e.Leg) + StayOf(e.Event);
        if (!_events.Add(identity) && !EventIdentity.IsInDoubt(e.Event))
        {
            return $"promise 2: '{identity}' reaches the flow twice";
        }

        if (_outdated.Contains(identity))
        {
            return $"promise 2: '{identity}' reaches the flow after what it must come before";
        }

        if (_ends.ContainsKey(e.Leg) && !EventIdentity.OutlivesTheCall(e.Event))
        {
            return $"promise 6: '{identity}' reaches the flow after the end of its call";
        }

        if (Meet(e, by, at) is { } wrong)
        {
            return wrong;
        }

        if (EventIdentity.Outdates(e.Event, e.Leg) is { } outdated)
        {
            _outdated.Add(outdated);
        }

        if (EventIdentity.IsEnd(e.Event))
        {
            _ends.TryAdd(e.Leg, new End(by, at));
        }

        return Input(e);
    }

    private string? Decide(DecisionEntry decision)
    {
        foreach (var item in decision.Items)
        {
            if (decision.ByHost ? item.Id >= 0 : item.Id != ++_lastId)
            {
                return $"promise 4: '{item.Signature}' is operation {item.Id}; {_lastId} was to come";
            }

            Decide(item);
        }

        if (decision.ByHost)
        {
            return null;
        }

        Turns++;
        Failure ??= decision.Failure;
        State = decision.State ?? State;
        if (Completed && !decision.Completed && Address.Kind == GrainKind.Call)
        {
            return "promise 6: a flow that was through goes on";
        }

        Completed = decision.Completed;
        return null;
    }

    private void Decide(Decided item)
    {
        if (item is CommandDecided or StepDecided or PatchDecided)
        {
            Decisions.Add(item);
        }

        switch (item)
        {
            case CommandDecided command:
                _commands[command.Id] = new AuditedCommand(command, Sequence);
                break;
            case StepDecided:
                _openSteps.Add(item.Id);
                break;
            case TimerDecided:
                _openTimers[item.Id] = ((TimerDecided)item).DueAt;
                break;
            case TimerCancelled cancelled:
                _openTimers.Remove(cancelled.Timer);
                break;
        }
    }

    private string? Attempt(AttemptEntry attempt)
    {
        if (attempt.Operation == 0)
        {
            return null;
        }

        if (!_commands.TryGetValue(attempt.Operation, out var command) || command.Outcome is not null)
        {
            return $"promise 3: operation {attempt.Operation} is claimed, but is not open";
        }

        command.Attempts++;
        return null;
    }

    private string? Settle(OutcomeEntry outcome, TimeSpan at)
    {
        if (!_commands.TryGetValue(outcome.Operation, out var command) || command.Outcome is not null)
        {
            return $"promise 3: operation {outcome.Operation} has a second outcome, or was never decided";
        }

        (command.Outcome, command.SettledAt) = (outcome.Outcome, at);
        if (command.Decided.Command is CreateConferenceCommand && outcome.Outcome.ResourceId is { } made)
        {
            _made.TryAdd(outcome.Operation, made);
        }

        return outcome.IsInput ? Input(outcome) : null;
    }
}
