namespace CallGrains.Telnyx;

/// <summary>
/// Events of conferences. A member is known by its call: the carrier's own id of it is in no event, and no event tells
/// who is muted or on hold. A conference is known by its name, where the client state says it.
/// </summary>
internal static class ConferenceReader
{
    /// <summary>Null for what has no neutral word.</summary>
    public static CarrierEvent? Read(Envelope told, ClientState? state)
    {
        var payload = told.Payload;
        return told.Type switch
        {
            "conference.created" => new ConferenceEvent { ConferenceId = Id(), Status = ConferenceStatus.Created, CreatedTime = told.Time },
            "conference.ended" => new ConferenceEvent { ConferenceId = Id(), Status = ConferenceStatus.Completed, CompletedTime = told.Time, Extra = Fields.Some(payload, "reason") },
            "conference.participant.joined" => Member(MemberState.Active),
            "conference.participant.left" => Member(MemberState.Completed),
            "conference.speak.started" => new ConferenceSpeakEvent { ConferenceId = Id(), Status = AudioStatus.Started },
            "conference.speak.ended" => new ConferenceSpeakEvent { ConferenceId = Id(), Status = AudioStatus.Done },
            "conference.playback.started" => new ConferencePlaybackEvent { ConferenceId = Id(), Status = AudioStatus.Started },
            "conference.playback.ended" => new ConferencePlaybackEvent { ConferenceId = Id(), Status = AudioStatus.Done },
            "conference.participant.speak.started" => new SpeakEvent { CallId = Call(), Status = AudioStatus.Started },
            "conference.participant.speak.ended" => new SpeakEvent { CallId = Call(), Status = AudioStatus.Done },
            "conference.participant.playback.started" => new PlaybackEvent { CallId = Call(), Status = AudioStatus.Started },
            "conference.participant.playback.ended" => new PlaybackEvent { CallId = Call(), Status = AudioStatus.Done },
            _ => null,
        };

        string Id() => state?.Room is { } room ? RoomName.Of(room) : Fields.Required(Fields.Id(payload, "conference_id"), "conference_id");

        string Call() => Fields.Required(Fields.Id(payload, "call_control_id"), "call_control_id");

        ConferenceMemberEvent Member(string status) => new() { ConferenceId = Id(), MemberId = Call(), CallId = Call(), State = status };
    }
}
