namespace CallGrains.Flows;

/// <summary>
/// Makes one conference of the carrier's at a time, takes calls in, tells them what becomes of them, and ends what nobody would end. Part of the conference's
/// run: whatever its flow is.
/// </summary>
internal sealed class ConferenceKeeper(ConferenceFacts facts, IConferenceHandlers rules) : Keeper(facts)
{
    /// <summary>Why a call may not join.</summary>
    public const string Locked = "locked";

    public override void Act(FlowRun run, JournalEntry input)
    {
        Tell(run, input);
        EndStray(run, input);
        Refuse(run, input);
        Open(run);
        TakeIn(run);
        TakeOut(run);
        End(run, input);
    }

    /// <summary>What an event says about a member, its call hears too; also of those whom the end of the conference took by surprise.</summary>
    private void Tell(FlowRun run, JournalEntry input)
    {
        if (input is EventEntry { Event: ConferenceMemberEvent e })
        {
            Tell(run, e);
        }
        else if (input is EventEntry { Event: ConferenceEvent { IsCompleted: true } end })
        {
            foreach (var left in facts.News.Remaining)
            {
                Tell(run, new ConferenceMemberEvent { ConferenceId = end.ConferenceId, MemberId = left.MemberId, CallId = left.CallId, State = MemberState.Completed, Time = end.CompletedTime ?? input.At });
            }
        }

        TellMissed(run, input);
    }

    /// <summary>A call that was in a conference of which the carrier told nothing waits to be in still.</summary>
    private void TellMissed(FlowRun run, JournalEntry input)
    {
        foreach (var join in facts.Missed.ToArray())
        {
            // To this wish's own letter: the call may have written another since.
            Tell(run, join.Letter!, new ConferenceMemberEvent
            {
                ConferenceId = facts.Leg(join.Session).CallId!,
                MemberId = join.Outcome!.ResourceId!,
                CallId = join.Letter!.CallId,
                State = MemberState.Completed,
                Time = input.At,
            });
        }
    }

    private void Tell(FlowRun run, ConferenceMemberEvent e)
    {
        if (facts.LetterOf(e.CallId) is { } letter)
        {
            Tell(run, letter, e);
        }
    }

    private static void Tell(FlowRun run, JoinLetter letter, ConferenceMemberEvent e) => run.Decide(id => new CommandDecided(id, ConferenceLetters.Tell(letter, e)));

    /// <summary>A request in doubt was sent again, and had made a conference the first time too: nobody will ever be in that one.</summary>
    private void EndStray(FlowRun run, JournalEntry input)
    {
        if (input is EventEntry { Event: ConferenceEvent e } entry && facts.IsStray(e, entry.Leg))
        {
            run.Decide(id => new CommandDecided(id, new EndConferenceCommand { Stray = e.ConferenceId }) { Leg = entry.Leg });
        }
    }

    /// <summary>The door was locked: who waits before it is told.</summary>
    public static void RefuseLocked(FlowRun run, ConferenceFacts facts)
    {
        foreach (var join in facts.Open.Where(j => facts.IsLocked && j.IsWaiting && !j.Letter!.Moderator).ToArray())
        {
            run.Decide(id => new CommandDecided(id, ConferenceLetters.Refuse(join.Letter!, Locked)));
        }
    }

    private void Refuse(FlowRun run, JournalEntry input)
    {
        var failed = input is OutcomeEntry { Outcome: { IsDone: false } outcome } o && o.Operation == facts.Session ? outcome.Error?.Code ?? "unknown" : null;
        foreach (var join in facts.Open.ToArray())
        {
            if ((join.Refusal ?? (join.IsWaiting ? failed : null)) is { } reason)
            {
                run.Decide(id => new CommandDecided(id, ConferenceLetters.Refuse(join.Letter!, reason)));
            }
        }

        RefuseLocked(run, facts);
    }

    private void Open(FlowRun run)
    {
        if (facts.Current is null && facts.Open.FirstOrDefault(MayComeIn) is { Letter.Own: var own })
        {
            run.Decide(id => new CommandDecided(id, new CreateConferenceCommand(own) { PassesDigits = rules.PassesDigits }));
        }
    }

    private void TakeIn(FlowRun run)
    {
        if (facts.Current is not { CallId: { } conference } session)
        {
            return;
        }

        foreach (var join in facts.Open.Where(MayComeIn).ToArray())
        {
            var (letter, key) = (join.Letter!, join.Key);
            run.Decide(id => join.IsInvitation
                ? new CommandDecided(id, ConferenceLetters.Grant(letter, conference))
                : new CommandDecided(id, new AddMemberCommand(letter.CallId, key)
                {
                    Mute = letter.Mute, Hold = letter.Hold, JoinTone = letter.JoinTone, LeavingTone = letter.LeavingTone,
                }) { Leg = session.Number });
        }
    }

    private void TakeOut(FlowRun run)
    {
        if (facts.Current is { CallId: { } conference } session)
        {
            foreach (var member in facts.Unwanted.ToArray())
            {
                run.Decide(id => new CommandDecided(id, new ChangeMemberCommand(new ConferenceSeat(conference, member.MemberId)) { Leaves = true }) { Leg = session.Number });
            }
        }
    }

    private void End(FlowRun run, JournalEntry input)
    {
        var isAbandoned = rules.EndsWithModerator && input is EventEntry && facts.News is { Change: MemberChange.Left, Member.IsModerator: true } && !facts.HasModerator;
        if (facts.Current is { } session && !facts.IsEnding && (facts.IsDeserted || (isAbandoned && facts.Count > 0)))
        {
            run.Decide(id => new CommandDecided(id, new EndConferenceCommand()) { Leg = session.Number });
        }
    }

    private bool MayComeIn(JoinFacts join) => join.IsWaiting && (!rules.WaitsForModerator || join.IsInvitation || facts.HasModerator);
}
