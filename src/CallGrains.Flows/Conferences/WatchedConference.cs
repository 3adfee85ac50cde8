namespace CallGrains.Flows;

/// <summary>A conference of the carrier's that is not over, as far as its grain knows.</summary>
/// <param name="Leg">The operation that made it.</param>
/// <param name="Id">The carrier's conference id.</param>
/// <param name="IsCreated">Whether the carrier has told that it was made.</param>
/// <param name="Members">Who is in it, as far as is known.</param>
/// <param name="Arriving">Members that the carrier has taken in by its answer, and has told nothing of.</param>
/// <param name="Awaited">Its commands whose last events have not come.</param>
internal sealed record WatchedConference(int Leg, string Id, bool IsCreated, IReadOnlyList<Participant> Members, IReadOnlyList<string> Arriving, IReadOnlyList<WatchedCommand> Awaited)
{
    /// <summary>Asks the carrier; returns the events that should have come, in their order.</summary>
    /// <param name="carrier">Whom to ask.</param>
    /// <param name="givesUp">Whether what cannot be asked for is taken for over.</param>
    /// <param name="time">The clock of events that the carrier gives no time for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<CarrierEvent>> AskAsync(ICarrier carrier, bool givesUp, TimeProvider time, CancellationToken cancellationToken)
    {
        var found = new List<CarrierEvent>();
        var there = await carrier.GetConferenceAsync(Id, cancellationToken);
        if (!IsCreated)
        {
            found.Add(new ConferenceEvent { ConferenceId = Id, Status = ConferenceStatus.Created });
        }

        found.AddRange((there?.Members ?? []).Select(m => Compare(m, time.GetUtcNow())).OfType<CarrierEvent>());
        if (givesUp)
        {
            found.AddRange(Awaited.Where(c => c.Command is AnnounceCommand).Select(c => Announced(c, time.GetUtcNow())));
        }

        if (there is null or { IsOver: true })
        {
            found.Add(new ConferenceEvent { ConferenceId = Id, Status = ConferenceStatus.Completed, CompletedTime = time.GetUtcNow() });
        }

        return found;
    }

    private ConferenceMemberEvent? Compare(MemberSnapshot there, DateTimeOffset now)
    {
        var here = Members.FirstOrDefault(m => m.MemberId == there.Id);
        var isSame = there.HasLeft ? here is null && !Arriving.Contains(there.Id) : here is not null && here.IsMuted == there.Mute && here.IsOnHold == there.Hold;
        return isSame ? null : new ConferenceMemberEvent
        {
            ConferenceId = Id,
            MemberId = there.Id,
            CallId = there.CallId,
            State = there.HasLeft ? MemberState.Completed : MemberState.Active,
            Mute = there.Mute,
            Hold = there.Hold,
            Time = now,
        };
    }

    /// <summary>The carrier keeps no log of what a conference was told.</summary>
    private ConferenceAudioEvent Announced(WatchedCommand announcement, DateTimeOffset now) => ((AnnounceCommand)announcement.Command).Prompt.FileUrl is null
        ? new ConferenceSpeakEvent { ConferenceId = Id, Status = AudioStatus.Done, OperationId = announcement.Id, Tag = announcement.Tag, Time = now }
        : new ConferencePlaybackEvent { ConferenceId = Id, Status = AudioStatus.Done, OperationId = announcement.Id, Tag = announcement.Tag, Time = now };
}
