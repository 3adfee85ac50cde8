using System.Security.Cryptography;

namespace CallGrains.Flows.Runtime;

/// <summary>Step 1f: which grain an event belongs to, when its URL does not say.</summary>
internal static class CallbackAddress
{
    // Ids that we give; a carrier's event about such a grain comes to its capability URL, never by its id alone.
    private static readonly string[] OwnPrefixes = ["o-", "rec-", "transcription-", "unknown-"];

    /// <summary>The grain of an event.</summary>
    /// <param name="e">The event.</param>
    /// <param name="raw">Its bytes, which name the grain of an event that names nothing.</param>
    /// <exception cref="EventFormatException">Its id cannot name a grain.</exception>
    public static FlowAddress Of(CarrierEvent e, ReadOnlySpan<byte> raw) => e switch
    {
        CallEvent call => OfCall(call.CallId),
        ConferenceEventBase conference => Of(GrainKind.Conference, conference.ConferenceId, "conferenceId"),
        MessageEvent message => OfThread(message),
        TranscriptionEvent transcription => OfTranscription(transcription),
        UnknownEvent { CallId: { } callId } => OfCall(callId),
        UnknownEvent { ConferenceId: { } conferenceId } => Of(GrainKind.Conference, conferenceId, "conferenceId"),
        _ => FlowAddress.Call("unknown-" + Hash(raw)),
    };

    private static FlowAddress OfCall(string callId)
    {
        foreach (var prefix in OwnPrefixes)
        {
            if (callId.StartsWith(prefix, StringComparison.Ordinal))
            {
                throw new EventFormatException("callId", $"{Quoted.Of(callId)} is an id of ours; report about that call to the callback URL it was created with");
            }
        }

        return Of(GrainKind.Call, callId, "callId");
    }

    /// <summary>
    /// Ours is the number that received an inbound message and sent an outbound one. Without a direction, only what was
    /// received came in.
    /// </summary>
    private static FlowAddress OfThread(MessageEvent message)
    {
        var inbound = message.IsInbound
            || (message.Direction is null && string.Equals(message.State, MessageState.Received, StringComparison.OrdinalIgnoreCase));
        var (own, peer) = inbound ? (message.To, message.From) : (message.From, message.To);
        return Of(GrainKind.Thread, $"{own}~{peer}", inbound ? "from" : "to");
    }

    /// <summary>It names no call, but its recording.</summary>
    private static FlowAddress OfTranscription(TranscriptionEvent transcription) =>
        transcription.RecordingId is { } recording
            ? Of(GrainKind.Call, "rec-" + recording, "recordingId")
            : Of(GrainKind.Call, "transcription-" + transcription.TranscriptionId, "transcriptionId");

    private static FlowAddress Of(GrainKind kind, string id, string field) =>
        // In a URL of the carrier's API these would name something else.
        id is not ("." or "..") && new FlowAddress(kind, id) is { IsValid: true } address
            ? address
            : throw new EventFormatException(field, $"{Quoted.Of(id)} cannot name a grain; send at most 256 characters in all, without '/' and control characters, and not . or ..");

    private static string Hash(ReadOnlySpan<byte> raw) => Convert.ToHexStringLower(SHA256.HashData(raw).AsSpan(0, 16));
}
