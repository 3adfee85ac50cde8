using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// A body of REST as it may be shown: its names, numbers and flags, and of its texts those that name a kind, a state or
/// an id. What callers and flows say is hidden, and so is whatever a carrier names in a way that is not known here.
/// </summary>
internal static class MaskedBody
{
    private const int Longest = 1_000;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly HashSet<string> Telling = new(StringComparer.OrdinalIgnoreCase)
    {
        "id", "callId", "call_control_id", "call_leg_id", "call_session_id", "conferenceId", "conference_id", "memberId", "bridgeId", "bridge_id", "gatherId", "messageId",
        "recordingId", "recording_id", "connection_id", "messaging_profile_id", "command_id", "applicationId", "from", "to", "callerId", "caller_id", "caller_id_number",
        "state", "status", "deliveryState", "type", "record_type", "direction", "event", "event_type", "result", "cause", "reason",
        "gender", "locale", "language", "voice", "format", "fileFormat", "recordingFileFormat", "channels", "beep_enabled", "valid_digits", "terminating_digit", "terminatingDigits", "stop", "audio_url",
        "category", "code", "title", "detail", "message", "pointer", "callbackUrl", "fallbackUrl", "webhook_url", "fileUrl", "url",
    };

    /// <summary>The body, cut to a thousand characters.</summary>
    public static string Of(string body)
    {
        var text = TryJson(Encoding.UTF8.GetBytes(body)) ?? Masking.Of(body);
        return text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
    }

    /// <summary>Null where it is no JSON.</summary>
    private static string? TryJson(byte[] body)
    {
        using var shown = new MemoryStream();
        try
        {
            using var writer = new Utf8JsonWriter(shown, Readable);
            Copy(new Utf8JsonReader(body), writer);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }

        return Encoding.UTF8.GetString(shown.GetBuffer(), 0, (int)shown.Length);
    }

    private static void Copy(Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        var name = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    writer.WritePropertyName(name);
                    break;
                case JsonTokenType.String:
                    writer.WriteStringValue(Telling.Contains(name) ? Masking.Of(reader.GetString()!) : Masking.Hidden);
                    break;
                default:
                    writer.WriteRawValue(reader.ValueSpan);
                    break;
            }
        }
    }
}
