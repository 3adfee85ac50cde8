using System.Globalization;
using System.Text.Json.Nodes;

namespace CallGrains.Simulator.Rest;

/// <summary>An answer that is not a success, with the carrier's category and code (fact sheet 6).</summary>
internal sealed class ApiError(int status, string category, string code, string message, params (string Name, string Value)[] details)
    : Exception(message)
{
    public int Status => status;

    /// <summary>When a client that was too fast may try again; epoch milliseconds in the header.</summary>
    public DateTimeOffset? LimitReset { get; private init; }

    public string Category => category;

    public string Code => code;

    public IReadOnlyList<(string Name, string Value)> Details => details;

    public static ApiError Invalid(string message) => new(400, "bad-request", "validation-error", message);

    public static ApiError BadRequest(string code, string message) => new(400, "bad-request", code, message);

    public static ApiError Denied(string code, string message, params (string, string)[] details) =>
        new(401, "authorization", code, message, details);

    public static ApiError Forbidden(string code, string message, params (string, string)[] details) =>
        new(403, "forbidden", code, message, details);

    public static ApiError Limit(string code, string message, params (string, string)[] details) =>
        new(403, "limit", code, message, details);

    public static ApiError NotFound(string code, string message, params (string, string)[] details) =>
        new(404, "not-found", code, message, details);

    public static ApiError Conflict(string code, string message, params (string, string)[] details) =>
        new(409, "conflict", code, message, details);

    /// <summary>As documented, without a message.</summary>
    public static ApiError TooFast(DateTimeOffset reset) =>
        new(429, "too-many-requests", "rate-limit-reached", "", ("rateLimitResetTime", reset.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture))) { LimitReset = reset };

    public static ApiError NotSimulated(string what) => new(501, "unavailable", "not-simulated",
        $"{what} is part of the real carrier's API, but this simulator does not do it. Its README lists what it does.");

    /// <summary>Inside the answer to a batch, where a request of its own would be.</summary>
    public JsonObject RenderItem() => Json.Object(("category", category), ("code", code), ("message", Message), ("details", new JsonArray()));

    public JsonObject Render(string method, string remoteAddress, string path)
    {
        var list = new JsonArray();
        foreach (var (name, value) in details)
        {
            list.Add(Detail(name, value));
        }

        list.Add(Detail("requestMethod", method));
        list.Add(Detail("remoteAddress", remoteAddress));
        list.Add(Detail("requestPath", path));
        return Json.Object(("category", category), ("code", code), ("message", Message.Length == 0 ? null : Message), ("details", list));
    }

    private static JsonObject Detail(string name, string value) => Json.Object(("name", name), ("value", value));
}
