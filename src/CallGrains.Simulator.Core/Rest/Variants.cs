using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CallGrains.Simulator.Rest;

/// <summary>
/// Where the carrier's documents, clients and test data differ, the other form: played at the edge, on what goes out.
/// </summary>
internal sealed partial class Variants(IEnumerable<string> names)
{
    private const string GatherCreated = "gather-created";
    private const string EventDataObject = "event-data-object";
    private const string ShortTimes = "short-times";
    private const string OffsetTimes = "offset-times";
    private const string SpeakWithoutState = "speak-without-state";
    private const string HangupWithoutState = "hangup-without-state";

    private readonly HashSet<string> _on = [.. names];

    /// <summary>What can be asked for.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [GatherCreated, EventDataObject, ShortTimes, OffsetTimes, SpeakWithoutState, HangupWithoutState];

    /// <summary>The body of an answer to a request for <paramref name="path"/>.</summary>
    public JsonNode? Reply(string path, JsonNode? body)
    {
        if (_on.Count == 0 || body is null || !path.StartsWith("/v1/", StringComparison.Ordinal))
        {
            return body;
        }

        foreach (var item in body is JsonArray list ? list.OfType<JsonObject>() : body is JsonObject one ? [one] : [])
        {
            if (_on.Contains(GatherCreated) && path.Contains("/gather/", StringComparison.Ordinal) && (string?)item["state"] == "started")
            {
                item["state"] = "created";
            }

            if (_on.Contains(EventDataObject) && path.Contains("/events", StringComparison.Ordinal) && item["data"] is JsonValue data)
            {
                item["data"] = Json.Object(("value", data.ToString()));
            }
        }

        Times(body, isOffset: path.Contains("/conferences/", StringComparison.Ordinal), "zz");
        return body;
    }

    /// <summary>An event, before it is sent.</summary>
    public JsonObject Event(JsonObject fields)
    {
        var type = (string?)fields["eventType"];
        if ((type == "speak" && _on.Contains(SpeakWithoutState)) || (type == "hangup" && _on.Contains(HangupWithoutState)))
        {
            fields.Remove(type == "speak" ? "state" : "callState");
        }

        Times(fields, isOffset: type == "conference", "zzz");
        return fields;
    }

    private void Times(JsonNode node, bool isOffset, string zone)
    {
        if (!_on.Contains(ShortTimes) && !(isOffset && _on.Contains(OffsetTimes)))
        {
            return;
        }

        foreach (var (name, value) in node is JsonObject fields ? [.. fields] : Array.Empty<KeyValuePair<string, JsonNode?>>())
        {
            if (value is JsonObject or JsonArray)
            {
                Times(value, isOffset, zone);
            }
            else if (value is JsonValue text && text.TryGetValue<string>(out var time) && Iso().IsMatch(time))
            {
                node[name] = Form(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), isOffset && _on.Contains(OffsetTimes), zone);
            }
        }

        foreach (var item in node is JsonArray list ? list.OfType<JsonNode>() : [])
        {
            Times(item, isOffset, zone);
        }
    }

    /// <summary>Two hours west of Greenwich, as in the documents.</summary>
    private static string Form(DateTimeOffset time, bool isOffset, string zone) => isOffset
        ? time.ToOffset(TimeSpan.FromHours(-2)).ToString($"yyyy-MM-dd'T'HH:mm:ss{(zone == "zz" ? "" : ".fff")}{zone}", CultureInfo.InvariantCulture)
        : time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Iso();
}
