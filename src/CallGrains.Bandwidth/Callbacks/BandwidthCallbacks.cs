namespace CallGrains.Bandwidth;

/// <summary>
/// The callbacks of Bandwidth's V1 ("Catapult") API: POST with a JSON object, or GET with the same fields as query
/// parameters. They are signed by nobody, so the URL is the proof, and answered with nothing. Stateless and safe to use
/// from many threads.
/// </summary>
public sealed class BandwidthCallbacks : ICallbackProtocol
{
    internal const string Name = "bandwidth";

    /// <inheritdoc/>
    public string Carrier => Name;

    /// <inheritdoc/>
    public string? Verify(CallbackRequest request) => null;

    /// <inheritdoc/>
    public ReceivedEvent Read(CallbackRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        // A POST is JSON whatever its content type says.
        var json = request.Form == CallbackForm.Query ? QueryForm.ToJson(request.Raw.Span) : request.Raw.Span;
        var e = BandwidthTag.Untag(SpeakState.Stated(CatapultJson.Read(json)));
        return new ReceivedEvent(e) { Grain = e is TranscriptionEvent transcription ? GrainOf(transcription) : null };
    }

    /// <inheritdoc/>
    public CallbackAnswer Write(CallbackReply? reply) => CallbackAnswer.Empty;

    /// <summary>
    /// Where documents drive the call, a transcription names its recording only in its own address
    /// (<c>…/recordings/{id}/transcriptions/{id}</c>).
    /// </summary>
    private static FlowAddress? GrainOf(TranscriptionEvent e)
    {
        var parts = e.RecordingId is null ? e.TranscriptionUri?.OriginalString.Split('/') ?? [] : [];
        var at = Array.LastIndexOf(parts, "recordings") + 1;
        return at > 0 && at < parts.Length && parts[at].Length > 0 && FlowAddress.TryParse($"call/rec-{parts[at]}", out var grain) ? grain : null;
    }
}
