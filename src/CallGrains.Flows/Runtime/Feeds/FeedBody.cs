using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Writes what a receiver gets: JSON, numbers and texts in it masked unless the receiver may have them.
/// </summary>
internal static class FeedBody
{
    private const int LongestNumber = 6;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="e">What happened.</param>
    /// <param name="summary">Where the grain stands after it.</param>
    /// <param name="carrier">The grain's carrier; null where none is known.</param>
    /// <param name="at">When it was journalled.</param>
    /// <param name="showsAll">Whether nothing is masked.</param>
    /// <param name="hidesText">Whether texts are left out all the same, because the flow handles secrets.</param>
    public static byte[] Write(FeedEvent e, GrainSummary summary, string? carrier, DateTimeOffset at, bool showsAll, bool hidesText)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("id", e.IdAt(summary.Address));
            json.WriteString("type", e.Type);
            json.WriteString("timestamp", at);
            json.WriteStartObject("data");
            WriteGrain(json, e, summary, carrier, showsAll);
            WriteEnd(json, e, summary, showsAll);
            if (e.Text is { } text)
            {
                WriteText(json, text, showsAll, hidesText);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteGrain(Utf8JsonWriter json, FeedEvent e, GrainSummary summary, string? carrier, bool showsAll)
    {
        var address = showsAll ? summary.Address.ToString() : Masking.Of(summary.Address);
        var kind = address[..address.IndexOf('/', StringComparison.Ordinal)];
        json.WriteString("kind", kind);
        json.WriteString("id", address[(kind.Length + 1)..]);
        json.WriteString("traceId", CallGrainsTelemetry.TraceIdOf(summary.Address).ToHexString());
        json.WriteNumber("sequence", e.Sequence);
        json.WriteString("flow", summary.Flow);
        json.WriteNumber("flowVersion", summary.FlowVersion);
        json.WriteString("carrier", carrier);
        if (summary.Address.Kind == GrainKind.Call)
        {
            json.WriteString("direction", summary.Direction);
            json.WriteString("from", Shown(summary.From, showsAll));
            json.WriteString("to", Shown(summary.To, showsAll));
        }

        json.WriteString("createdAt", summary.CreatedAt);
    }

    private static void WriteEnd(Utf8JsonWriter json, FeedEvent e, GrainSummary summary, bool showsAll)
    {
        if (summary.EndedAt is { } end)
        {
            json.WriteString("endedAt", end);
            json.WriteString("cause", Shown(summary.Cause, showsAll));
        }

        if (summary.Fault is { } fault)
        {
            json.WriteString("fault", Shown(fault, showsAll));
        }

        if (summary.Status is { } status)
        {
            json.WriteString("status", Shown(status, showsAll));
        }

        if (summary.Result is { } result && (summary.EndedAt is not null || e.Text is not null))
        {
            json.WritePropertyName("result");
            Write(json, JsonElement.Parse(result), showsAll);
        }
    }

    private static void WriteText(Utf8JsonWriter json, FeedText text, bool showsAll, bool hidesText)
    {
        json.WriteStartObject("message");
        json.WriteString("id", text.Id);
        json.WriteString("from", Shown(text.From, showsAll));
        json.WriteString("to", Shown(text.To, showsAll));
        if (showsAll && !hidesText)
        {
            json.WriteString("text", text.Text);
        }

        if (text.Code is not null)
        {
            json.WriteString("code", text.Code);
            json.WriteString("description", Shown(text.Description, showsAll));
        }

        json.WriteEndObject();
    }

    private static string? Shown(string? text, bool showsAll) => text is null || showsAll ? text : Masking.Of(text);

    /// <summary>A flow's result: what looks like a phone number in it is masked, as text or as a number.</summary>
    private static void Write(Utf8JsonWriter json, JsonElement value, bool showsAll)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when !showsAll:
                json.WriteStartObject();
                foreach (var field in value.EnumerateObject())
                {
                    json.WritePropertyName(Masking.Of(field.Name));
                    Write(json, field.Value, showsAll);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array when !showsAll:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(json, item, showsAll);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.String when !showsAll:
                json.WriteStringValue(Masking.Of(value.GetString()!));
                break;
            case JsonValueKind.Number when !showsAll && value.GetRawText().Length > LongestNumber:
                json.WriteStringValue("***" + value.GetRawText()[^2..]);
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}
