using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Entries that the API needs to know, read from what is stored.</summary>
internal static class StoredEntries
{
    private static readonly CallbackReaders None = new([]);

    /// <summary>The beginning; null when the first entry is another one.</summary>
    public static BeginEntry? BeginOf(StoredEntry? first) => first is { } entry && KindOf(entry) == "begin" ? (BeginEntry)JournalFormat.Read(entry, 1, None) : null;

    /// <summary>The signal of an id; null when it is not among the entries, or was forgotten.</summary>
    public static async Task<SignalEntry?> SignalOfAsync(IAsyncEnumerable<JournalPart> parts, string id) => await parts
        .SelectMany(p => p.Entries)
        .Where(e => KindOf(e) == "signal")
        .Select(e => (SignalEntry)JournalFormat.Read(e, 1, None))
        .FirstOrDefaultAsync(s => s.Id == id);

    /// <summary>
    /// The grains that report about a call's recordings: those that it has told that it owns them.
    /// </summary>
    public static IAsyncEnumerable<FlowAddress> RecordingsOf(IAsyncEnumerable<JournalPart> parts) => parts
        .SelectMany(p => p.Entries)
        .Where(e => KindOf(e) == "decision")
        .SelectMany(e => ((DecisionEntry)JournalFormat.Read(Shown(e), 1, None)).Items)
        .OfType<CommandDecided>()
        .Select(c => c.Command)
        .OfType<SignalCommand>()
        .Where(s => s.To.StartsWith("call/rec-", StringComparison.Ordinal))
        .Select(s => FlowAddress.Parse(s.To))
        .Distinct();

    /// <summary>A decision, outcome or signal without its secrets; null for any other entry.</summary>
    public static JournalEntry? Open(StoredEntry entry)
    {
        if (KindOf(entry) is not ("decision" or "outcome" or "signal"))
        {
            return null;
        }

        var key = JsonNode.Parse(entry.Body.Span)?["sealed"]?.GetValue<string>();
        return JournalFormat.Read(key is null ? entry : Shown(entry), 1, None) with { SealedBy = key };
    }

    /// <summary>What may be read of an entry with a secret: such a command is none.</summary>
    private static StoredEntry Shown(StoredEntry entry)
    {
        if (JsonNode.Parse(entry.Body.Span) is JsonObject body && body.Remove("sealed"))
        {
            return new StoredEntry(Encoding.UTF8.GetBytes(body.ToJsonString()), default);
        }

        return entry;
    }

    // The kind is the first field.
    private static string? KindOf(StoredEntry entry)
    {
        var json = new Utf8JsonReader(entry.Body.Span);
        try
        {
            return json.Read() && json.Read() && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("kind") && json.Read() ? json.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
