using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Journals;

/// <summary>
/// Entries to their stored form and back. The journal's format is this JSON, not any wire serializer's.
/// </summary>
public static class JournalFormat
{
    /// <summary>The version that entries are written in, unless a program of it would misread them.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of snapshots: a program before them would take the grain for a new one.</summary>
    public const int SnapshotVersion = 2;

    /// <summary>The version of events in the neutral form, which programs before had no reader for.</summary>
    public const int NeutralVersion = 3;

    /// <summary>
    /// The version of the beginning of a call that is placed later: a program before would place it at once.
    /// </summary>
    public const int ScheduleVersion = 4;

    /// <summary>
    /// The version of an attempt at another carrier: a program before would go on with the first one, and dial twice.
    /// </summary>
    public const int CarrierVersion = 5;

    /// <summary>
    /// The version of entries with something encrypted in them: a program before would take that for a callback.
    /// </summary>
    public const int SealedVersion = 6;

    /// <summary>The newest version that this code reads, with all before.</summary>
    public const int NewestVersion = SealedVersion;

    // Readable: phone numbers keep their plus. The text is never put into HTML as it is.
    private static readonly JournalJson Json = new(new JsonSerializerOptions(JournalJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The stored form of an entry.</summary>
    /// <param name="entry">The entry.</param>
    public static StoredEntry Write(JournalEntry entry) => new(
        PlainEntry.Write(entry, Json.Command) ?? Serialized(entry),
        entry is EventEntry { Raw: var raw } ? raw : default);

    /// <summary>What the serializer writes of an entry: what is written by hand is the same.</summary>
    internal static byte[] Serialized(JournalEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, Json.JournalEntry);

    /// <summary>Reads a stored entry.</summary>
    /// <param name="stored">What <see cref="Write"/> made.</param>
    /// <param name="sequence">Its number in the grain's journal.</param>
    /// <param name="readers">How callbacks are read, by carrier.</param>
    /// <exception cref="JournalFormatException">It was written by a newer version, or is damaged.</exception>
    public static JournalEntry Read(StoredEntry stored, long sequence, CallbackReaders readers)
    {
        ArgumentNullException.ThrowIfNull(readers);
        var entry = Parse(stored.Body, sequence) with { Sequence = sequence };
        if (entry.SealedBy is { } key)
        {
            stored = Opened(stored, entry, (readers.Keys ?? throw JournalKeys.Missing(key)).Open(stored.Raw.Span));
            entry = entry is EventEntry ? entry : Parse(stored.Body, sequence) with { Sequence = sequence, SealedBy = key, Version = entry.Version };
        }

        entry = entry is SnapshotEntry { Continuation: { } kept } snapshot
            ? snapshot with { Continuation = kept with { Kept = [.. kept.Kept.Select(k => k.Read(readers))] } }
            : entry;
        return entry is EventEntry e
            ? e with { Raw = stored.Raw, Received = readers.Read(e.Carrier, e.Form, stored.Raw, e.Operation) }
            : entry;
    }

    private static StoredEntry Opened(StoredEntry stored, JournalEntry entry, byte[] clear) =>
        entry is EventEntry ? stored with { Raw = clear } : new StoredEntry(clear, default);

    private static JournalEntry Parse(ReadOnlyMemory<byte> body, long sequence)
    {
        if (JournalKeys.IsSealed(body.Span))
        {
            throw JournalKeys.Missing(JournalKeys.KeyOf(body.Span));
        }

        try
        {
            var entry = JsonSerializer.Deserialize(body.Span, Json.JournalEntry);
            return entry is { Version: <= NewestVersion } ? entry : throw Newer(entry?.Version ?? 0, sequence);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw VersionOf(body) is { } version and > NewestVersion
                ? Newer(version, sequence)
                : new JournalFormatException($"Entry {sequence} cannot be read: {e.Message} Restore the journal from a copy, or export the call and delete it.", e);
        }
    }

    private static JournalFormatException Newer(int version, long sequence) => new(
        $"Entry {sequence} was written in format {version}; this program reads up to {NewestVersion}. Start the newer program again, or wait until it has finished its calls.");

    private static int? VersionOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty("v", out var v) && v.TryGetInt32(out var version) ? version : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>How stored callbacks are read, by carrier.</summary>
/// <param name="protocols">One for each carrier.</param>
/// <param name="keys">The journal's keys, for what is encrypted in it; null for none.</param>
public sealed class CallbackReaders(IEnumerable<ICallbackProtocol> protocols, JournalKeys? keys = null)
{
    /// <summary>The journal's keys; null for none.</summary>
    internal JournalKeys? Keys => keys;

    private readonly Dictionary<string, ICallbackProtocol> _protocols = protocols.ToDictionary(p => p.Carrier, StringComparer.Ordinal);

    /// <summary>Reads a callback that was read before.</summary>
    /// <param name="carrier">The carrier's name.</param>
    /// <param name="form">The form of the bytes.</param>
    /// <param name="raw">The callback's own bytes, or the supplied event's.</param>
    /// <param name="operation">The operation of an event in the neutral form; null for none.</param>
    /// <exception cref="JournalFormatException">No reader for this carrier and form, or it cannot read the bytes any
    /// more.</exception>
    public ReceivedEvent Read(string carrier, CallbackForm form, ReadOnlyMemory<byte> raw, int? operation = null)
    {
        try
        {
            return form == CallbackForm.Neutral
                ? new ReceivedEvent(EventJson.Read(raw.Span) with { OperationId = operation })
                : ProtocolOf(carrier).Read(new CallbackRequest(form, raw));
        }
        catch (EventFormatException e)
        {
            throw new JournalFormatException($"A journalled callback of carrier '{carrier}' cannot be read any more: {e.Message}", e);
        }
    }

    private ICallbackProtocol ProtocolOf(string carrier) => _protocols.GetValueOrDefault(carrier)
        ?? throw new JournalFormatException($"The journal holds a callback of carrier '{carrier}', which this program does not know; add that carrier.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(JournalEntry))]
internal sealed partial class JournalJson : JsonSerializerContext;
