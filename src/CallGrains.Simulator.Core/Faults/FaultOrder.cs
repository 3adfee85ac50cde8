using System.Globalization;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Faults;

/// <summary>What a fault rule asks for, as it comes from <c>POST /sim/faults</c> or a file.</summary>
internal sealed record FaultOrder(string Kind)
{
    private static readonly string[] OfCallbacks = ["duplicate", "delay", "reorder", "drop", "late"];
    private static readonly string[] OfRequests = ["error", "slow", "lost"];
    private static readonly string[] Media = ["recording", "transcription"];
    private static readonly string[] Names = ["fault", "event", "method", "path", "callId", "probability", "count", "skip", "seconds", "status", "code", "effect"];

    public string Event { get; init; } = "*";

    public string Method { get; init; } = "*";

    public string Path { get; init; } = "*";

    /// <summary>The id of a call, conference or message; null for any.</summary>
    public string? CallId { get; init; }

    public double Probability { get; init; } = 1;

    public int Count { get; init; } = int.MaxValue;

    public int Skip { get; init; }

    /// <summary>Simulated seconds of a delay, a slow answer, the pause before a copy, or after the end.</summary>
    public double Seconds { get; init; } = 1;

    public int Status { get; init; } = 503;

    public string? Code { get; init; }

    /// <summary>Whether a request whose answer is lost is carried out.</summary>
    public bool HasEffect { get; init; } = true;

    public bool IsForCallbacks => OfCallbacks.Contains(Kind);

    public bool IsForRequests => OfRequests.Contains(Kind);

    public TimeSpan Time => TimeSpan.FromSeconds(Seconds);

    public string Detail => Kind switch
    {
        "error" => string.Create(CultureInfo.InvariantCulture, $" {Status}"),
        "delay" or "slow" => string.Create(CultureInfo.InvariantCulture, $" {Seconds} s"),
        "lost" => HasEffect ? " answer" : " request",
        _ => "",
    };

    public static FaultOrder Read(Fields body)
    {
        var kind = body.Choice("fault", [.. OfCallbacks, .. OfRequests, "media"])
            ?? throw ApiError.BadRequest("missing-property", $"A fault rule needs 'fault': {string.Join(", ", OfCallbacks)} (of callbacks), {string.Join(", ", OfRequests)} (of REST requests), or media.");
        foreach (var (name, _) in body.Entries().Where(entry => !Names.Contains(entry.Name)))
        {
            throw ApiError.Invalid($"A fault rule has no '{name}'; it has: {string.Join(", ", Names)}.");
        }

        var order = new FaultOrder(kind)
        {
            Event = body.Text("event") ?? "*",
            Method = body.Text("method")?.ToUpperInvariant() ?? "*",
            Path = body.Text("path") ?? "*",
            CallId = body.Text("callId"),
            Probability = Number(body, "probability", 0, 1) ?? 1,
            Count = body.Whole("count", 1, int.MaxValue) ?? int.MaxValue,
            Skip = body.Whole("skip", 0, int.MaxValue) ?? 0,
            Seconds = Number(body, "seconds", 0, 3600) ?? (kind == "duplicate" ? 0 : 1),
            Status = body.Whole("status", 400, 599) ?? 503,
            Code = body.Text("code"),
            HasEffect = body.Flag("effect") ?? true,
        };
        order.Check(body);
        return order;
    }

    public JsonObject Render() => Json.Object(
        ("fault", Kind), ("event", Event == "*" ? null : Event), ("method", Method == "*" ? null : Method), ("path", Path == "*" ? null : Path),
        ("callId", CallId), ("probability", Probability), ("count", Count == int.MaxValue ? null : Count), ("skip", Skip == 0 ? null : Skip),
        ("seconds", Kind is "delay" or "slow" or "late" or "reorder" or "duplicate" ? Seconds : null), ("status", Kind == "error" ? Status : null),
        ("code", Code), ("effect", Kind == "lost" ? HasEffect : null));

    private void Check(Fields body)
    {
        if (IsForRequests && body.Has("event"))
        {
            throw ApiError.Invalid($"'{Kind}' is a fault of REST requests: match it by 'method' and 'path', not by 'event'.");
        }

        if (!IsForRequests && (body.Has("method") || body.Has("path")))
        {
            throw ApiError.Invalid($"'{Kind}' is no fault of REST requests: match it by 'event' and 'callId', not by 'method' and 'path'.");
        }

        if (Kind == "media" && body.Has("event") && !Media.Contains(Event))
        {
            throw ApiError.Invalid($"'media' spoils recordings and transcriptions; 'event' is '{Event}', send one of: {string.Join(", ", Media)}.");
        }
    }

    private static double? Number(Fields body, string name, double min, double max)
    {
        if (body.Text(name) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        throw ApiError.Invalid(string.Create(CultureInfo.InvariantCulture, $"'{name}' is '{text}'; send a number from {min} to {max}."));
    }
}
