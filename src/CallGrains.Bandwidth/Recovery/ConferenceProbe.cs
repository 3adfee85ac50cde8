namespace CallGrains.Bandwidth;

/// <summary>
/// Finds the missed events of one conference, by comparing the carrier's list of its members with what its grain knows.
/// </summary>
internal static class ConferenceProbe
{
    /// <summary>The events that should have come, in their order.</summary>
    /// <param name="known">The conference as its grain knows it.</param>
    /// <param name="there">The conference as the carrier sees it; null when it does not know it.</param>
    /// <param name="givesUp">Whether what cannot be asked for is taken for over.</param>
    /// <param name="now">The time of events that the carrier gives no time for.</param>
    public static IEnumerable<CarrierEvent> Missed(SilentConference known, ConferenceSnapshot? there, bool givesUp, DateTimeOffset now)
    {
        if (!known.IsCreated)
        {
            yield return new ConferenceEvent { ConferenceId = known.Id, Status = ConferenceStatus.Created };
        }

        foreach (var member in there?.Members ?? [])
        {
            if (!IsSame(known, member))
            {
                yield return Told(known.Id, member, now);
            }
        }

        foreach (var announcement in known.Awaited.Where(c => givesUp && c.Command is AnnounceCommand))
        {
            yield return Announced(known.Id, announcement, now);
        }

        if (there is null or { IsOver: true })
        {
            yield return new ConferenceEvent { ConferenceId = known.Id, Status = ConferenceStatus.Completed, CompletedTime = now };
        }
    }

    private static bool IsSame(SilentConference known, MemberSnapshot there)
    {
        var here = known.Members.FirstOrDefault(m => m.Id == there.Id);
        return there.HasLeft ? here is null && !known.Arriving.Contains(there.Id) : here is not null && here.IsMuted == there.Mute && here.IsOnHold == there.Hold;
    }

    private static ConferenceMemberEvent Told(string conference, MemberSnapshot member, DateTimeOffset now) => new()
    {
        ConferenceId = conference,
        MemberId = member.Id,
        CallId = member.CallId,
        State = member.HasLeft ? MemberState.Completed : MemberState.Active,
        Mute = member.Mute,
        Hold = member.Hold,
        Time = now,
    };

    /// <summary>The carrier keeps no log of what a conference was told.</summary>
    private static ConferenceAudioEvent Announced(string conference, AwaitedCommand announcement, DateTimeOffset now) => ((AnnounceCommand)announcement.Command).Prompt.FileUrl is null
        ? new ConferenceSpeakEvent { ConferenceId = conference, Status = AudioStatus.Done, OperationId = announcement.Operation.Number, Tag = announcement.Tag, Time = now }
        : new ConferencePlaybackEvent { ConferenceId = conference, Status = AudioStatus.Done, OperationId = announcement.Operation.Number, Tag = announcement.Tag, Time = now };
}
