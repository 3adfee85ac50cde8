namespace CallGrains.Telnyx;

/// <summary>
/// The missed events of one conference: the carrier's list of its members is compared with what its grain knows.
/// </summary>
internal static class MissedOfRoom
{
    /// <summary>The events that should have come, in their order.</summary>
    /// <param name="known">The conference as its grain knows it.</param>
    /// <param name="room">The conference as the carrier sees it; null when there is none, or it is not known any
    /// more.</param>
    /// <param name="stays">Who is or was in it.</param>
    /// <param name="givesUp">Whether what cannot be asked for is taken for over.</param>
    /// <param name="now">The time of the events.</param>
    public static IEnumerable<CarrierEvent> Of(SilentConference known, Room? room, IReadOnlyList<RoomMember> stays, bool givesUp, DateTimeOffset now)
    {
        if (room is not null && !known.IsCreated)
        {
            yield return new ConferenceEvent { ConferenceId = known.Id, Status = ConferenceStatus.Created };
        }

        // Of a call that came back, its last stay.
        foreach (var stay in stays.GroupBy(s => s.CallId).Select(all => all.Last()))
        {
            if (!IsSame(known, stay))
            {
                yield return Told(known, stay, now);
            }
        }

        foreach (var announcement in known.Awaited.Where(c => givesUp && c.Command is AnnounceCommand))
        {
            yield return Announced(known.Id, announcement, now);
        }

        // One without members was never made: it waits for its first one.
        if (room is { IsOver: true } || (room is null && (known.IsCreated || givesUp)))
        {
            yield return new ConferenceEvent { ConferenceId = known.Id, Status = ConferenceStatus.Completed, CompletedTime = now };
        }
    }

    private static bool IsSame(SilentConference known, RoomMember there)
    {
        var here = known.Members.FirstOrDefault(m => m.Id == there.CallId);
        return there.HasLeft ? here is null && !known.Arriving.Contains(there.CallId) : here is not null && here.IsMuted == there.IsMuted && here.IsOnHold == there.IsOnHold;
    }

    private static ConferenceMemberEvent Told(SilentConference known, RoomMember stay, DateTimeOffset now) => new()
    {
        ConferenceId = known.Id,
        MemberId = stay.CallId,
        CallId = stay.CallId,
        State = stay.HasLeft ? MemberState.Completed : MemberState.Active,
        Mute = stay.IsMuted,
        Hold = stay.IsOnHold,
        JoinedTime = stay.HasLeft || known.Members.Any(m => m.Id == stay.CallId) ? null : stay.Since,
        Time = now,
    };

    private static ConferenceAudioEvent Announced(string conference, AwaitedCommand announcement, DateTimeOffset now) => ((AnnounceCommand)announcement.Command).Prompt.FileUrl is null
        ? new ConferenceSpeakEvent { ConferenceId = conference, Status = AudioStatus.Done, OperationId = announcement.Operation.Number, Tag = announcement.Tag, Time = now }
        : new ConferencePlaybackEvent { ConferenceId = conference, Status = AudioStatus.Done, OperationId = announcement.Operation.Number, Tag = announcement.Tag, Time = now };
}
