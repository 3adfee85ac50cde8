using System.Text.Json;
using System.Text.RegularExpressions;
using CallGrains.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Checks a call to place, field by field. Safe for many threads.</summary>
internal sealed partial class StartCallReader(FlowRegistry flows, CarrierSet carriers, TimeProvider time)
{
    /// <summary>What a number may be, for messages.</summary>
    public const string NumberForm = "E.164 such as +15550100, or sip: and an address";

    /// <summary>The message to the call's grain, or why it cannot be made.</summary>
    public Refusal? TryRead(JsonElement? body, out StartCall start)
    {
        start = null!;
        if (Fields.Check(body, "flow", "from", "to", "args", "ringTimeout", "at", "carrier") is { } wrong)
        {
            return wrong;
        }

        var json = body!.Value;
        var fault = Fields.Text(json, "flow", out var flow) ?? Known(flow);
        fault ??= Fields.Text(json, "from", out var from) ?? Number("from", from);
        fault ??= Fields.Text(json, "to", out var to) ?? Number("to", to);
        fault ??= CheckSeconds(json, "ringTimeout") ?? CheckTime(json, "at") ?? CarrierField.Check(json, carriers);
        if (fault is null)
        {
            start = new StartCall(flow, Value(json, "from"), Value(json, "to"), Fields.Given(json, "args"), CarrierField.Of(json)) { RingTimeout = Seconds(json, "ringTimeout"), At = Time(json, "at") };
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

    private static Refusal? CheckSeconds(JsonElement json, string field) =>
        !json.TryGetProperty(field, out var found) || found.ValueKind == JsonValueKind.Null || Seconds(json, field) is not null
            ? null
            : Refusal.Malformed(field, $"{Refusal.Quote(found.GetRawText())} is no time to ring; send a number of seconds above 0, up to {LongestRinging}");

    private static TimeSpan? Seconds(JsonElement json, string field) =>
        json.TryGetProperty(field, out var found) && found.ValueKind == JsonValueKind.Number && found.TryGetDouble(out var seconds) && seconds is > 0 and <= LongestRinging ? TimeSpan.FromSeconds(seconds) : null;

    private Refusal? CheckTime(JsonElement json, string field) =>
        Fields.Given(json, field) is not { } found ? null
        : Time(json, field) is not { } at ? Refusal.Malformed(field, $"{Refusal.Quote(found.GetRawText())} is no time; send {Instants.Form}")
        : at > time.GetUtcNow() + LongestAhead ? Refusal.Malformed(field, $"{Refusal.Quote(found.GetRawText())} is more than {LongestAhead.TotalDays:0} days ahead")
        : null;

    private static DateTimeOffset? Time(JsonElement json, string field) =>
        Fields.Given(json, field) is { ValueKind: JsonValueKind.String } found ? Instants.TryRead(found.GetString())?.ToUniversalTime() : null;

    private const double LongestRinging = 300;

    private static readonly TimeSpan LongestAhead = TimeSpan.FromDays(366);

    private static string Value(JsonElement json, string field) => json.GetProperty(field).GetString()!;

    [GeneratedRegex(@"^sips?:[!-~]{1,250}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SipPattern();
}
