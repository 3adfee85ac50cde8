using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Transcriptions;

namespace CallGrains.Simulator.Recordings;

/// <summary>One recording of a call, from on to off.</summary>
internal sealed class Recording(string id, string callId, int number, DateTimeOffset startTime, string format)
{
    public string Id => id;

    public string CallId => callId;

    public string MediaName { get; } = $"{callId}-{number}.{format}";

    /// <summary><c>wav</c> or <c>mp3</c>.</summary>
    public string Format => format;

    /// <summary><c>recording</c>, <c>saving</c>, then <c>complete</c>.</summary>
    public string State { get; set; } = "recording";

    public DateTimeOffset StartTime => startTime;

    public DateTimeOffset? EndTime { get; set; }

    public List<Transcription> Transcriptions { get; } = [];

    /// <summary>Where a document wants it told; null when the call's own settings hold.</summary>
    public RecordingSink? Sink { get; set; }

    public Action? WhenStopped { get; set; }

    public Alarm? Limit { get; set; }
}
