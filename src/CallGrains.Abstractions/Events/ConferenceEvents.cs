using System.Globalization;
using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>An event of one conference.</summary>
public abstract record ConferenceEventBase : CarrierEvent
{
    private protected ConferenceEventBase(string eventType) : base(eventType)
    {
    }

    /// <summary>The conference.</summary>
    [JsonPropertyOrder(-20)]
    public required string ConferenceId { get; init; }

    /// <summary>The conference's REST address; null on member events.</summary>
    [JsonPropertyOrder(-19)]
    public Uri? ConferenceUri { get; init; }
}

/// <summary>
/// A conference was created or completed. It carries its own times instead of <see cref="CarrierEvent.Time"/>.
/// </summary>
public sealed record ConferenceEvent() : ConferenceEventBase(EventTypes.Conference)
{
    /// <summary>One of <see cref="ConferenceStatus"/>.</summary>
    public string? Status { get; init; }

    /// <summary>When the conference was created; null when not sent.</summary>
    public DateTimeOffset? CreatedTime { get; init; }

    /// <summary>When the conference was completed; null before.</summary>
    public DateTimeOffset? CompletedTime { get; init; }

    /// <summary>Whether the conference is over.</summary>
    [JsonIgnore]
    public bool IsCompleted => Wire.Same(Status, ConferenceStatus.Completed);

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => Key(ConferenceId, Wire.Lower(Status));
}

/// <summary>
/// A member joined, left, was muted or put on hold. No field says which of them: compare with the last known flags.
/// </summary>
public sealed record ConferenceMemberEvent() : ConferenceEventBase(EventTypes.ConferenceMember)
{
    /// <summary>The member.</summary>
    public required string MemberId { get; init; }

    /// <summary>The member's REST address; null when not sent.</summary>
    public Uri? MemberUri { get; init; }

    /// <summary>The member's call.</summary>
    public required string CallId { get; init; }

    /// <summary>One of <see cref="MemberState"/>.</summary>
    public string? State { get; init; }

    /// <summary>
    /// Members active after the change; null when not sent. The carrier's own example is one too high on leaving.
    /// </summary>
    public int? ActiveMembers { get; init; }

    /// <summary>Whether the member is on hold; null when not sent.</summary>
    public bool? Hold { get; init; }

    /// <summary>Whether the member is muted; null when not sent.</summary>
    public bool? Mute { get; init; }

    /// <summary>
    /// When the member came in, by the carrier's clock; null where an event does not say. A carrier that was asked says
    /// so, and it tells which stay of a call that came back is meant.
    /// </summary>
    public DateTimeOffset? JoinedTime { get; init; }

    /// <summary>Whether the member has left.</summary>
    [JsonIgnore]
    public bool HasLeft => Wire.Same(State, MemberState.Completed);

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey =>
        Key(MemberId, Wire.Lower(State), Hold == true ? "hold" : "", Mute == true ? "mute" : "", Moment());

    /// <inheritdoc/>
    [JsonIgnore]
    internal override bool IsKnownByTime => !HasLeft;
}

/// <summary>Audio to a whole conference started or ended.</summary>
public abstract record ConferenceAudioEvent : ConferenceEventBase
{
    private protected ConferenceAudioEvent(string eventType) : base(eventType)
    {
    }

    /// <summary>One of <see cref="AudioStatus"/>.</summary>
    public string? Status { get; init; }

    /// <summary>Whether the audio has begun.</summary>
    [JsonIgnore]
    public bool IsStarted => Wire.Same(Status, AudioStatus.Started);

    /// <summary>Whether the audio has ended, by itself or stopped.</summary>
    [JsonIgnore]
    public bool IsDone => Wire.Same(Status, AudioStatus.Done);

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => OperationId is { } operation
        ? Key(ConferenceId, Wire.Lower(Status), operation.ToString(CultureInfo.InvariantCulture), Moment())
        : Key(ConferenceId, Wire.Lower(Status), Moment());

    /// <inheritdoc/>
    [JsonIgnore]
    internal override bool IsKnownByTime => OperationId is null;
}

/// <summary>Speech to a whole conference started or ended.</summary>
public sealed record ConferenceSpeakEvent() : ConferenceAudioEvent(EventTypes.ConferenceSpeak);

/// <summary>A file to a whole conference started or ended.</summary>
public sealed record ConferencePlaybackEvent() : ConferenceAudioEvent(EventTypes.ConferencePlayback);

/// <summary>Known values of <see cref="ConferenceEvent.Status"/>; the set is open.</summary>
public static class ConferenceStatus
{
    /// <summary>The conference exists.</summary>
    public const string Created = "created";

    /// <summary>The conference is over.</summary>
    public const string Completed = "completed";
}

/// <summary>Known values of <see cref="ConferenceMemberEvent.State"/>; the set is open.</summary>
public static class MemberState
{
    /// <summary>The member is in the conference.</summary>
    public const string Active = "active";

    /// <summary>The member has left.</summary>
    public const string Completed = "completed";
}
