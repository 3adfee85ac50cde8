namespace CallGrains.Simulator.Transcriptions;

/// <summary>The words of a recording.</summary>
internal sealed class Transcription(string id, string recordingId, DateTimeOffset time)
{
    public string Id => id;

    public string RecordingId => recordingId;

    public DateTimeOffset Time => time;

    /// <summary><c>transcribing</c>, then <c>completed</c> or <c>error</c>.</summary>
    public string State { get; set; } = "transcribing";

    public string Text { get; set; } = "";
}
