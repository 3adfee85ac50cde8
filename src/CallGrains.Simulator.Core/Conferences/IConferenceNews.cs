namespace CallGrains.Simulator.Conferences;

/// <summary>What a carrier tells of a conference, each in its own words.</summary>
internal interface IConferenceNews
{
    /// <summary>It was made, or is over.</summary>
    void SendState(Conference conference);

    /// <summary>A member came, left, was muted or put on hold.</summary>
    void SendMember(Member member);

    /// <summary>A sound to all began or ended.</summary>
    void SendAudio(Conference conference, bool isSpeech, string status, string? tag);
}
