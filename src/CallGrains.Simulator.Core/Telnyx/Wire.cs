using System.Globalization;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>How Telnyx writes things.</summary>
internal static class Wire
{
    /// <summary>An object with all its fields: what is not there is <c>null</c>.</summary>
    public static JsonObject Object(params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var made = new JsonObject();
        foreach (var (name, value) in fields)
        {
            made[name] = value;
        }

        return made;
    }

    public static ApiReply Data(JsonNode data) => ApiReply.Json(Object(("data", data)));

    /// <summary>What a command is answered.</summary>
    public static ApiReply Done() => Data(Object(("result", "ok")));

    /// <summary>A time in an event of a call: UTC with six digits.</summary>
    public static string Micro(this DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time in an event of a text: milliseconds, and the offset in digits.</summary>
    public static string Milli(this DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'", CultureInfo.InvariantCulture);

    /// <summary>An event, without the wrapping of its delivery.</summary>
    public static JsonObject Event(string type, string id, string time, JsonObject payload) =>
        Object(("event_type", type), ("id", id), ("occurred_at", time), ("payload", payload), ("record_type", "event"));

    /// <summary>One page of a list by <c>page[number]</c> (from 1) and <c>page[size]</c> (20, at most 250).</summary>
    public static ApiReply Page<T>(ApiRequest request, IEnumerable<T> all, Func<T, JsonNode> render)
    {
        var items = all.ToList();
        var (number, size) = (Number(request, "page[number]", 1, int.MaxValue / 250), Number(request, "page[size]", 20, 250));
        return ApiReply.Json(Object(
            ("data", Json.Array(items.Skip((number - 1) * size).Take(size).Select(render))),
            ("meta", Object(("page_number", number), ("page_size", size), ("total_pages", (items.Count + size - 1) / size), ("total_results", items.Count)))));
    }

    public static int Number(ApiRequest request, string name, int byDefault, int max) => request.Query(name) is not { } text ? byDefault
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max ? number
        : throw TelnyxErrors.Parameter(name, $"'{text}' is not a whole number from 1 to {max}.");

    /// <summary>The number, or the SIP address, as both are written in a URI of SIP.</summary>
    public static string SipUri(string party) => Address.IsSip(party) ? party[4..] : $"{party}@sip.simulator.invalid";

    public static string PartyType(Call call) => Address.IsSip(call.Remote) ? "sip" : "pstn";
}
