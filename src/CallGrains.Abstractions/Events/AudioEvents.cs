using System.Globalization;
using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>Speech or an audio file on a call, or to one conference member, started or ended.</summary>
public abstract record CallAudioEvent : CallEvent
{
    private protected CallAudioEvent(string eventType) : base(eventType)
    {
    }

    /// <summary>
    /// One of <see cref="AudioStatus"/>; the carrier's reader sets it, whatever the carrier calls it.
    /// </summary>
    public string? Status { get; init; }

    /// <summary>Whether the audio has begun.</summary>
    [JsonIgnore]
    public bool IsStarted => Wire.Same(Status, AudioStatus.Started);

    /// <summary>Whether the audio has ended, by itself or stopped.</summary>
    [JsonIgnore]
    public bool IsDone => Wire.Same(Status, AudioStatus.Done);

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => Key(CallId, Phase, OperationId?.ToString(CultureInfo.InvariantCulture), Tag, string.IsNullOrEmpty(Tag) && OperationId is null ? Moment() : null);

    private string Phase => IsDone ? AudioStatus.Done : IsStarted ? AudioStatus.Started : Status ?? "";
}

/// <summary>Text-to-speech started or ended.</summary>
public sealed record SpeakEvent() : CallAudioEvent(EventTypes.Speak)
{
    /// <summary>
    /// The carrier's own word for the state; null where it has none. <see cref="CallAudioEvent.Status"/> decides.
    /// </summary>
    public string? State { get; init; }
}

/// <summary>An audio file started or ended.</summary>
public sealed record PlaybackEvent() : CallAudioEvent(EventTypes.Playback);

/// <summary>Known values of the status of audio events; the set is open.</summary>
public static class AudioStatus
{
    /// <summary>The audio has begun.</summary>
    public const string Started = "started";

    /// <summary>The audio has ended.</summary>
    public const string Done = "done";
}
