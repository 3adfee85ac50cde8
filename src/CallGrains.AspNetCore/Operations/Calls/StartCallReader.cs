using System.Text.Json;
using System.Text.RegularExpressions;
using CallGrains.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Checks a call to place, field by field. Safe for many threads.</summary>
internal sealed partial class StartCallReader(FlowRegistry flows)
{
    /// <summary>What a number may be, for messages.</summary>
    public const string NumberForm = "E.164 such as +15550100, or sip: and an address";

    /// <summary>The message to the call's grain, or why it cannot be made.</summary>
    public Refusal? TryRead(JsonElement? body, out StartCall start)
    {
        start = null!;
        if (body is not { ValueKind: JsonValueKind.Object } json)
        {
            return Refusal.Malformed(EventFormatException.Body, "is not a JSON object; send {\"flow\":…,\"from\":…,\"to\":…,\"args\":…}");
        }

        var fault = Text(json, "flow", out var flow) ?? Known(flow)
            ?? Text(json, "from", out var from) ?? Number("from", from)
            ?? Text(json, "to", out var to) ?? Number("to", to)
            ?? CheckSeconds(json, "ringTimeout");
        if (fault is null)
        {
            var args = json.TryGetProperty("args", out var value) && value.ValueKind != JsonValueKind.Null ? value : (JsonElement?)null;
            start = new StartCall(flow, Value(json, "from"), Value(json, "to"), args) { RingTimeout = Seconds(json, "ringTimeout") };
        }

        return fault;
    }

    /// <summary>Whether a text is a number or SIP address that can be called.</summary>
    public static bool IsNumber(string text) => E164.IsNumber(text) || SipPattern().IsMatch(text);

    private Refusal? Known(string flow) =>
        flows.Find(flow) switch
        {
            null => Refusal.Malformed("flow", $"{Refusal.Quote(flow)} is no flow; there are: {flows.KnownNames}"),
            { Kind: not GrainKind.Call } => Refusal.Malformed("flow", $"{Refusal.Quote(flow)} is a flow for texts, which a call cannot run; name one that derives from CallScript or CallFlow<TState>"),
            _ => null,
        };

    private static Refusal? Number(string field, string value) =>
        IsNumber(value) ? null : Refusal.Malformed(field, $"{Refusal.Quote(value)} is no number; send {NumberForm}");

    private static Refusal? Text(JsonElement json, string field, out string value)
    {
        value = "";
        if (!json.TryGetProperty(field, out var found) || found.ValueKind == JsonValueKind.Null)
        {
            return Refusal.Malformed(field, "is missing; send it as text");
        }

        if (found.ValueKind != JsonValueKind.String)
        {
            return Refusal.Malformed(field, $"{Refusal.Quote(found.GetRawText())} is not text; put it in quotes");
        }

        value = found.GetString()!;
        return null;
    }

    private static Refusal? CheckSeconds(JsonElement json, string field) =>
        !json.TryGetProperty(field, out var found) || found.ValueKind == JsonValueKind.Null || Seconds(json, field) is not null
            ? null
            : Refusal.Malformed(field, $"{Refusal.Quote(found.GetRawText())} is no time to ring; send a number of seconds above 0, up to {LongestRinging}");

    private static TimeSpan? Seconds(JsonElement json, string field) =>
        json.TryGetProperty(field, out var found) && found.ValueKind == JsonValueKind.Number && found.TryGetDouble(out var seconds) && seconds is > 0 and <= LongestRinging ? TimeSpan.FromSeconds(seconds) : null;

    private const double LongestRinging = 300;

    private static string Value(JsonElement json, string field) => json.GetProperty(field).GetString()!;

    [GeneratedRegex(@"^sips?:[!-~]{1,250}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SipPattern();
}
