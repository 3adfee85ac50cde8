using CallGrains.Simulator.Recordings;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>What commands say of recording.</summary>
internal static class RecordOrder
{
    private const int Longest = 14_400;

    /// <summary>As dial and answer say it: <c>record-from-answer</c>.</summary>
    public static RecordingSettings Of(Body body)
    {
        if (body.Choice("record", "record-from-answer") is null)
        {
            return RecordingSettings.Off;
        }

        RefuseWhatIsMissing(body, "record_format", body.Text("record_format") ?? "mp3", body.Text("record_channels") ?? "dual");
        body.RefuseWhatIsMissing("record_trim", "record_timeout_secs", "record_custom_file_name");
        return new RecordingSettings(true, Limit(body.Whole("record_max_length", 0, 0, 43_200)));
    }

    /// <summary>As <c>record_start</c> says it.</summary>
    public static RecordingSettings Start(Body body)
    {
        var format = body.Choice("format", "wav", "mp3") ?? throw TelnyxErrors.Missing("format");
        var channels = body.Choice("channels", "single", "dual") ?? throw TelnyxErrors.Missing("channels");
        RefuseWhatIsMissing(body, "format", format, channels);
        body.RefuseWhatIsMissing("timeout_secs", "trim", "play_beep", "custom_file_name");
        return new RecordingSettings(true, Limit(body.Whole("max_length", 0, 0, Longest)), body.Flag("transcription"));
    }

    private static int Limit(int seconds) => seconds == 0 ? Longest : seconds;

    private static void RefuseWhatIsMissing(Body body, string name, string format, string channels)
    {
        if (format != "wav" || channels != "single")
        {
            throw ApiError.NotSimulated($"A recording as {format} with {channels} channels (send {name} wav and channels single)");
        }
    }
}
