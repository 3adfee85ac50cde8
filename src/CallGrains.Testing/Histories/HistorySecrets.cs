using System.Text.Json.Nodes;

namespace CallGrains.Testing;

/// <summary>
/// How a history is read that holds secrets (<c>[Flow(Sensitive = true)]</c>): with the journal's keys, or with
/// placeholders in the place of what is encrypted.
/// </summary>
/// <remarks>Immutable, safe for many threads.</remarks>
public sealed class HistorySecrets
{
    /// <summary>What stands for a key that was pressed.</summary>
    internal const string UnknownKey = "?";

    private readonly string? _digits;

    private HistorySecrets(JournalKeys? keys, string? digits) => (Keys, _digits) = (keys, digits);

    /// <summary>The keys; null for none.</summary>
    internal JournalKeys? Keys { get; }

    /// <summary>With the keys that the host's journal has been written with: all is as it was.</summary>
    /// <param name="keys">The keys.</param>
    public static HistorySecrets Of(JournalKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return new(keys, null);
    }

    /// <summary>
    /// Without a key: each sensitive gather that was answered has these digits, steps gave nothing, and states are not
    /// compared. It fits flows that decide the same whatever was typed; others are said not to fit.
    /// </summary>
    /// <param name="digits">The digits; such as the flow would take.</param>
    public static HistorySecrets Placeholder(string digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        return new(null, digits);
    }

    /// <summary>Whether placeholders stand for secrets.</summary>
    internal bool IsPlaceholder => _digits is not null;

    /// <summary>The history as it is read: without anything encrypted where placeholders are wanted.</summary>
    internal JournalHistory Read(JournalHistory history) => _digits is { } digits ? Shown(history, digits) : history;

    private static JournalHistory Shown(JournalHistory history, string digits)
    {
        var entries = history.Entries.Select(e => (JsonNode.Parse(e.Body.Span) as JsonObject, e)).ToList();
        var answers = AnswersOf(entries.ConvertAll(e => e.Item1));
        return history with { Entries = [.. entries.Select((e, i) => Shown(e.Item1, e.e, answers.TryGetValue(i, out var operation) ? operation : null, history, digits))] };
    }

    private static StoredEntry Shown(JsonObject? body, StoredEntry stored, int? answers, JournalHistory history, string digits)
    {
        if (body is null || !body.Remove("sealed"))
        {
            return stored;
        }

        if ((string?)body["kind"] != "event")
        {
            return new StoredEntry(Bytes(body), default);
        }

        // Which event it was nobody can see: the last before a decision has answered the gather that was under way.
        body["form"] = nameof(CallbackForm.Neutral);
        var call = history.Summary.CarrierId ?? history.Summary.Address.Id;
        CarrierEvent shown = answers is null
            ? new DtmfEvent { CallId = call, Digit = UnknownKey }
            : new GatherEvent { CallId = call, State = "completed", Reason = GatherReason.MaxDigits, Digits = digits };
        if (answers is { } operation)
        {
            body["operation"] = operation;
        }

        return new StoredEntry(Bytes(body), EventJson.Write(shown));
    }

    /// <summary>The places of the entries that have answered a sensitive gather, with its operation.</summary>
    private static Dictionary<int, int> AnswersOf(List<JsonObject?> entries)
    {
        var (answers, open, last) = (new Dictionary<int, int>(), (int?)null, (int?)null);
        for (var i = 0; i < entries.Count; i++)
        {
            var kind = (string?)entries[i]?["kind"];
            if (kind == "event" && entries[i]!.ContainsKey("sealed") && (string?)entries[i]!["verdict"] == nameof(Disposition.Accepted))
            {
                last = i;
            }
            else if (kind == "decision")
            {
                if (open is { } gather && last is { } place)
                {
                    (answers[place], open) = (gather, null);
                }

                last = null;
                open = GatherOf(entries[i]!) ?? open;
            }
        }

        return answers;
    }

    private static int? GatherOf(JsonObject decision) => JournalFormat.Read(new StoredEntry(Bytes(Without(decision)), default), 1, new CallbackReaders([])) is DecisionEntry read
        ? read.Items.OfType<CommandDecided>().LastOrDefault(c => c.Command is GatherCommand { IsSensitive: true })?.Id
        : null;

    private static JsonObject Without(JsonObject entry)
    {
        var copy = (JsonObject)entry.DeepClone();
        copy.Remove("sealed");
        return copy;
    }

    private static byte[] Bytes(JsonObject json) => System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
}
