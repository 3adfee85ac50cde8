using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Recordings;

internal sealed record RecordingSettings(bool IsEnabled, int MaxSeconds, bool IsTranscribed = false, string Format = "wav")
{
    /// <summary>The default; taken as the upper bound too, which the carrier enforces but does not name.</summary>
    public const int Longest = 3600;

    public static RecordingSettings Off { get; } = new(false, Longest);

    /// <summary>Reads what a request says about recording; what it leaves out stays as it was.</summary>
    public static RecordingSettings Read(Fields body, RecordingSettings before)
    {
        var format = body.Choice("recordingFileFormat", "wav", "mp3") ?? before.Format;
        var seconds = body.Whole("recordingMaxDuration", 1, int.MaxValue) ?? before.MaxSeconds;
        if (seconds > Longest)
        {
            throw ApiError.Forbidden("maximum-recording-value-request", $"'recordingMaxDuration' is {seconds}; send at most {Longest} seconds.");
        }

        return new RecordingSettings(body.Flag("recordingEnabled") ?? before.IsEnabled, seconds, body.Flag("transcriptionEnabled") ?? before.IsTranscribed, format);
    }
}
