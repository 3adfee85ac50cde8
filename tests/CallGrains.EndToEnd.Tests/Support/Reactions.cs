using System.Globalization;
using System.Text.Json.Nodes;

namespace CallGrains.EndToEnd.Tests.Support;

/// <summary>
/// From the event that makes the flow act to the command that arrives: incoming call to answer, gather to the agent's
/// speech.
/// </summary>
internal static class Reactions
{
    /// <summary>Their lengths, in milliseconds of simulated time.</summary>
    public static IEnumerable<double> Of(IReadOnlyList<JsonObject> callbacks, ILookup<string, JsonObject> requests) => ByCall(callbacks, requests).Select(r => r.Milliseconds);

    /// <summary>The same, with the call of each, and when its event was sent.</summary>
    public static IEnumerable<(string Call, DateTimeOffset At, double Milliseconds)> ByCall(IReadOnlyList<JsonObject> callbacks, ILookup<string, JsonObject> requests)
    {
        // An event that came twice is answered once: the first sending counts.
        foreach (var callback in callbacks.Where(c => c["callId"] is not null).OrderBy(At).DistinctBy(c => (string?)c["body"]))
        {
            var body = (string?)callback["body"] ?? "";
            var awaited = body.Contains("\"incomingcall\"", StringComparison.Ordinal) ? "\"active\""
                : body.Contains("\"gather\"", StringComparison.Ordinal) ? "Connecting you"
                : null;
            var request = awaited is null ? null : requests[(string)callback["callId"]!].FirstOrDefault(r => ((string?)r["body"])?.Contains(awaited, StringComparison.Ordinal) ?? false);
            if (request is not null)
            {
                yield return ((string)callback["callId"]!, At(callback), (At(request) - At(callback)).TotalMilliseconds);
            }
        }
    }

    public static DateTimeOffset At(JsonObject item) => DateTimeOffset.Parse((string)item["at"]!, CultureInfo.InvariantCulture);
}
