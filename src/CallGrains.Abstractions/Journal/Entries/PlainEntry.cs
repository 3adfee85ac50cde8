using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CallGrains.Journals;

/// <summary>
/// The entries that there are some of for each callback, written by hand where they have nothing unusual: an event that
/// was simply accepted, a decision of commands and steps, an outcome without a fault. The serializer's way through the
/// closed set of entries costs more garbage than all else of an entry. It is what the serializer would write.
/// </summary>
internal static class PlainEntry
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    /// <summary>The stored form of an entry; null where it has a field that few have.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="commands">How a command is written.</param>
    public static byte[]? Write(JournalEntry entry, JsonTypeInfo<Command> commands)
    {
        switch (entry)
        {
            case EventEntry { Disposition: Disposition.Accepted, Form: CallbackForm.Json, Reason: null, Flow: null, Keyword: null, Observed: false, IsUnsigned: false, Operation: null, SealedBy: null } e:
                var json = Begin("event"u8, e);
                Write(json, e);
                return End(json);
            case DecisionEntry { State: null, Status: null, Result: null, Failure: null, SealedBy: null } decision when IsPlain(decision.Items):
                json = Begin("decision"u8, decision);
                Write(json, decision, commands);
                return End(json);
            case OutcomeEntry { Requests: null, Outcome: { Length: null, Error: null, GovernorWait: null, Observed: false }, SealedBy: null } outcome:
                json = Begin("outcome"u8, outcome);
                Write(json, outcome);
                return End(json);
            default:
                return null;
        }
    }

    private static bool IsPlain(IReadOnlyList<Decided> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is not (CommandDecided or StepDecided))
            {
                return false;
            }
        }

        return true;
    }

    private static Utf8JsonWriter Begin(ReadOnlySpan<byte> kind, JournalEntry entry)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(256);
        var json = _json ??= new Utf8JsonWriter(buffer, Options);
        buffer.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        json.WriteString("kind"u8, kind);
        WriteUnlessZero(json, "v"u8, entry.Version);
        if (entry.At != default)
        {
            json.WriteString("at"u8, entry.At);
        }

        WriteUnlessZero(json, "through"u8, entry.Through);
        return json;
    }

    private static byte[] End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        return _buffer!.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, EventEntry e)
    {
        json.WriteString("carrier"u8, e.Carrier);
        json.WriteString("form"u8, nameof(CallbackForm.Json));
        json.WriteString("verdict"u8, nameof(Disposition.Accepted));
        WriteUnlessZero(json, "leg"u8, e.Leg);
    }

    private static void Write(Utf8JsonWriter json, DecisionEntry decision, JsonTypeInfo<Command> commands)
    {
        json.WriteStartArray("items"u8);
        for (var i = 0; i < decision.Items.Count; i++)
        {
            Write(json, decision.Items[i], commands);
        }

        json.WriteEndArray();
        WriteIfTrue(json, "completed"u8, decision.Completed);
        WriteIfTrue(json, "atRest"u8, decision.AtRest);
        WriteIfTrue(json, "byHost"u8, decision.ByHost);
    }

    private static void Write(Utf8JsonWriter json, Decided item, JsonTypeInfo<Command> commands)
    {
        json.WriteStartObject();
        if (item is CommandDecided command)
        {
            json.WriteString("kind"u8, "command"u8);
            json.WritePropertyName("command"u8);
            JsonSerializer.Serialize(json, command.Command, commands);
            WriteUnlessZero(json, "leg"u8, command.Leg);
            WriteUnlessNull(json, "tag"u8, command.Tag);
        }
        else
        {
            json.WriteString("kind"u8, "step"u8);
            WriteUnlessNull(json, "name"u8, ((StepDecided)item).Name);
        }

        WriteUnlessZero(json, "id"u8, item.Id);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, OutcomeEntry entry)
    {
        WriteUnlessZero(json, "operation"u8, entry.Operation);
        json.WriteStartObject("outcome"u8);
        json.WriteString("status"u8, WordOf(entry.Outcome.Status));
        WriteUnlessNull(json, "resourceId"u8, entry.Outcome.ResourceId);
        WriteUnlessZero(json, "attempts"u8, entry.Outcome.Attempts);
        json.WriteEndObject();
    }

    private static string WordOf(OutcomeStatus status) => status == OutcomeStatus.Done ? nameof(OutcomeStatus.Done) : status.ToString();

    private static void WriteUnlessZero(Utf8JsonWriter json, ReadOnlySpan<byte> name, long value)
    {
        if (value != 0)
        {
            json.WriteNumber(name, value);
        }
    }

    private static void WriteUnlessNull(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteIfTrue(Utf8JsonWriter json, ReadOnlySpan<byte> name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, true);
        }
    }
}
