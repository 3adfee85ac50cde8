namespace CallGrains.Flows;

/// <summary>
/// Makes one conference of the carrier's at a time, takes calls in, tells them what becomes of them, and ends what
/// nobody would end. Part of the conference's run: whatever its flow is.
/// </summary>
internal sealed class ConferencePolicy(ConferenceProjection projection, IConferenceHandlers rules) : GrainPolicy(projection)
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

    /// <summary>
    /// What an event says about a member, its call hears too; also of those whom the end of the conference took by
    /// surprise.
    /// </summary>
    private void Tell(FlowRun run, JournalEntry input)
    {
        // A call that has left by itself and wishes to be in again waits for another place.
        if (input is EventEntry { Event: ConferenceMemberEvent e } && !projection.IsOfEarlierStay)
        {
            // A carrier may leave out how it is in; the projection knows.
            Tell(run, e.HasLeft || projection.News.Member is not { } member ? e : e with { Mute = e.Mute ?? member.IsMuted, Hold = e.Hold ?? member.IsOnHold });
        }
        else if (input is EventEntry { Event: ConferenceEvent { IsCompleted: true } end })
        {
            foreach (var left in projection.News.Remaining.Where(m => !projection.WantsIn(m.CallId)))
            {
                Tell(run, new ConferenceMemberEvent { ConferenceId = end.ConferenceId, MemberId = left.MemberId, CallId = left.CallId, State = MemberState.Completed, Time = end.CompletedTime ?? input.At });
            }
        }

        TellMissed(run, input);
    }

    /// <summary>A call that was in a conference of which the carrier told nothing waits to be in still.</summary>
    private void TellMissed(FlowRun run, JournalEntry input)
    {
        foreach (var join in projection.Missed.ToArray())
        {
            // To this wish's own message: the call may have written another since.
            Tell(run, join.Message!, new ConferenceMemberEvent
            {
                ConferenceId = projection.Leg(join.Session).CallId!,
                MemberId = join.Outcome!.ResourceId!,
                CallId = join.Message!.CallId,
                State = MemberState.Completed,
                Time = input.At,
            });
        }
    }

    private void Tell(FlowRun run, ConferenceMemberEvent e)
    {
        if (projection.MessageOf(e.CallId) is { } message)
        {
            Tell(run, message, e);
        }
    }

    private static void Tell(FlowRun run, JoinMessage message, ConferenceMemberEvent e) => run.Decide(id => new CommandDecided(id, ConferenceProtocol.Tell(message, e)));

    /// <summary>
    /// A request in doubt was sent again, and had made a conference the first time too: nobody will ever be in that
    /// one.
    /// </summary>
    private void EndStray(FlowRun run, JournalEntry input)
    {
        if (input is EventEntry { Event: ConferenceEvent e } entry && projection.IsStray(e, entry.Leg))
        {
            run.Decide(id => new CommandDecided(id, new EndConferenceCommand { Stray = e.ConferenceId }) { Leg = entry.Leg });
        }
    }

    /// <summary>The conference was locked: who waits before it is told.</summary>
    public static void RefuseLocked(FlowRun run, ConferenceProjection projection)
    {
        foreach (var join in projection.Open.Where(j => projection.IsLocked && j.IsWaiting && !j.Message!.Moderator).ToArray())
        {
            run.Decide(id => new CommandDecided(id, ConferenceProtocol.Refuse(join.Message!, Locked)));
        }
    }

    private void Refuse(FlowRun run, JournalEntry input)
    {
        var failed = input is OutcomeEntry { Outcome: { IsDone: false } outcome } o && o.Operation == projection.Session ? outcome.Error?.Code ?? "unknown" : null;
        foreach (var join in projection.Open.ToArray())
        {
            if ((join.Refusal ?? (join.IsWaiting ? failed : null)) is { } reason)
            {
                run.Decide(id => new CommandDecided(id, ConferenceProtocol.Refuse(join.Message!, reason)));
            }
        }

        RefuseLocked(run, projection);
    }

    private void Open(FlowRun run)
    {
        if (projection.Current is null && projection.Open.FirstOrDefault(MayComeIn) is { Message.Own: var own })
        {
            run.Decide(id => new CommandDecided(id, new CreateConferenceCommand(own) { PassesDigits = rules.PassesDigits }));
        }
    }

    private void TakeIn(FlowRun run)
    {
        if (projection.Current is not { CallId: { } conference } session)
        {
            return;
        }

        foreach (var join in projection.Open.Where(MayComeIn).ToArray())
        {
            var (message, key) = (join.Message!, join.Key);
            run.Decide(id => join.IsInvitation
                ? new CommandDecided(id, ConferenceProtocol.Grant(message, conference))
                : new CommandDecided(id, new AddMemberCommand(message.CallId, key)
                {
                    Mute = message.Mute,
                    Hold = message.Hold,
                    JoinTone = message.JoinTone,
                    LeavingTone = message.LeavingTone,
                })
                { Leg = session.Number });
        }
    }

    private void TakeOut(FlowRun run)
    {
        if (projection.Current is { CallId: { } conference } session)
        {
            foreach (var member in projection.Unwanted.ToArray())
            {
                run.Decide(id => new CommandDecided(id, new ChangeMemberCommand(new ConferenceSeat(conference, member.MemberId)) { Leaves = true }) { Leg = session.Number });
            }
        }
    }

    private void End(FlowRun run, JournalEntry input)
    {
        var isAbandoned = rules.EndsWithModerator && input is EventEntry && projection.News is { Change: MemberChange.Left, Member.IsModerator: true } && !projection.HasModerator;
        if (projection.Current is { } session && !projection.IsEnding && (projection.IsDeserted || (isAbandoned && projection.Count > 0)))
        {
            run.Decide(id => new CommandDecided(id, new EndConferenceCommand()) { Leg = session.Number });
        }
    }

    private bool MayComeIn(JoinProjection join) => join.IsWaiting && (!rules.WaitsForModerator || join.IsInvitation || projection.HasModerator);
}
