using System.Globalization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>Which messages to list. Absent values do not restrict.</summary>
public sealed record MessageQuery
{
    /// <summary>Only messages from this number, E.164.</summary>
    public string? From { get; init; }

    /// <summary>Only messages to this number, E.164.</summary>
    public string? To { get; init; }

    /// <summary>Only messages of this time or later; sent in UTC, to the millisecond.</summary>
    public DateTimeOffset? FromDateTime { get; init; }

    /// <summary>Only messages of this time or earlier; sent in UTC, to the millisecond.</summary>
    public DateTimeOffset? ToDateTime { get; init; }

    /// <summary><c>in</c> or <c>out</c>.</summary>
    public string? Direction { get; init; }

    /// <summary><c>received</c>, <c>queued</c>, <c>sending</c>, <c>sent</c> or <c>error</c>.</summary>
    public string? State { get; init; }

    /// <summary><c>waiting</c>, <c>delivered</c> or <c>not-delivered</c>.</summary>
    public string? DeliveryState { get; init; }

    /// <summary>
    /// <c>asc</c> or <c>desc</c>; the carrier's documents disagree on the default, so say which where it matters.
    /// </summary>
    public string? SortOrder { get; init; }

    /// <summary>Messages a request, 1 to 1000; 25 by default.</summary>
    public int? Size { get; init; }

    internal string AddTo(string path) => Paths.WithQuery(
        path,
        ("from", From),
        ("to", To),
        ("fromDateTime", Text(FromDateTime)),
        ("toDateTime", Text(ToDateTime)),
        ("direction", Direction),
        ("state", State),
        ("deliveryState", DeliveryState),
        ("sortOrder", SortOrder),
        ("size", Size?.ToString(CultureInfo.InvariantCulture)));

    private static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
