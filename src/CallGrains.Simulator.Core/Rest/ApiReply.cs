using System.Globalization;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Media;

namespace CallGrains.Simulator.Rest;

/// <summary>What a handler answers; written after the exchange is left.</summary>
internal sealed record ApiReply(int Status, JsonNode? Body = null)
{
    private string? _text;

    /// <summary>The body as it goes out; null when it is empty or raw content.</summary>
    public string? Text => _text ??= Body is null ? null : Simulator.Rest.Json.Write(Body);

    public string? Location { get; init; }

    public string? Link { get; init; }

    /// <summary>The call that it made, where no Location says so.</summary>
    public string? CallId { get; init; }

    public MediaFile? Content { get; init; }

    public IReadOnlyList<(string Name, string Value)> MoreHeaders { get; init; } = [];

    /// <summary>When a refused client may try again.</summary>
    public DateTimeOffset? LimitReset { get; init; }

    /// <summary>How long a fault keeps the answer back.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Whether a fault breaks the connection instead.</summary>
    public bool IsLost { get; init; }

    public static ApiReply Ok { get; } = new(200);

    public static ApiReply Created(string location) => new(201) { Location = location };

    public static ApiReply Json(JsonNode body) => new(200, body);

    /// <summary>The headers that carry meaning.</summary>
    public IEnumerable<KeyValuePair<string, IEnumerable<string>>> Headers() => new (string, string?)[]
    {
        ("Content-Type", Content?.Type ?? "application/json"), ("Location", Location), ("Link", Link), ("Cache-Control", Content?.CacheControl),
        ("X-RateLimit-Reset", LimitReset?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
    }.Concat(MoreHeaders.Select(header => (header.Name, (string?)header.Value))).Where(header => header.Item2 is not null).Select(header => KeyValuePair.Create<string, IEnumerable<string>>(header.Item1, [header.Item2!]));
}
