using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth;

/// <summary>
/// Opens the file of a recording: two requests, one for the recording, which names the file, and one for the file. A
/// recording that the carrier does not know, or whose file it does not find, was reported a moment ago all the same, so
/// it is not there yet.
/// </summary>
internal sealed class RecordingOpener(BandwidthClient client)
{
    public async Task<RecordingMedia> OpenAsync(string recordingId, CancellationToken cancellationToken)
    {
        try
        {
            var media = MediaOf(await client.Recordings.GetAsync(recordingId, cancellationToken));
            var file = await client.Media.GetAsync(Uri.UnescapeDataString(media.Segments[^1]), cancellationToken);
            return new RecordingMedia(file.Content, media, file.Length, file.ContentType, file);
        }
        catch (CarrierException e) when (CatapultQuestions.IsUnknown(e))
        {
            throw new CarrierException(e.Error, RequestEffect.None, e) { RetryAfter = e.RetryAfter };
        }
    }

    private static Uri MediaOf(Recording recording) => (recording.State.ToUpperInvariant(), recording.Media) switch
    {
        ("COMPLETE", { } media) => media,
        ("ERROR", _) => throw Failed(recording, RequestEffect.Refused, "recording-failed", "could not be saved"),
        _ => throw Failed(recording, RequestEffect.None, "recording-not-complete", $"is in state '{recording.State}' and has {(recording.Media is null ? "no file" : "a file")}"),
    };

    private static CarrierException Failed(Recording recording, RequestEffect effect, string code, string what) =>
        new(new CarrierError(0, null, code, $"Recording {recording.Id} {what}."), effect);
}
