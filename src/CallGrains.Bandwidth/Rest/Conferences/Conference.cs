using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>A conference as the carrier sees it. What it leaves out is null.</summary>
public sealed record Conference
{
    /// <summary>The conference's id, <c>conf-…</c>.</summary>
    public string Id { get => field ?? ""; init; }

    /// <summary>The number that hosts it.</summary>
    public string From { get => field ?? ""; init; }

    /// <summary><c>created</c> before the first member, <c>active</c>, then <c>completed</c> for good.</summary>
    public string State { get => field ?? ""; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedTime { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedTime { get; init; }

    /// <summary>How many members are in it.</summary>
    public int ActiveMembers { get; init; }

    /// <summary>Whether all members hear nothing.</summary>
    public bool Hold { get; init; }

    /// <summary>Whether all members are silent.</summary>
    public bool Mute { get; init; }

    /// <summary><c>interpret_digits</c> or <c>passthru_digits</c>.</summary>
    public string? Profile { get; init; }

    /// <summary>Where its events go.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary><c>POST</c> or <c>GET</c>, in either case.</summary>
    public string? CallbackHttpMethod { get; init; }

    /// <summary>How long the carrier waits for the answer to a callback.</summary>
    [JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan? CallbackTimeout { get; init; }

    /// <summary>Where an event goes when <see cref="CallbackUrl"/> failed.</summary>
    public Uri? FallbackUrl { get; init; }

    /// <summary>The tag it was created with.</summary>
    public string? Tag { get; init; }
}
