using System.Globalization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>Which calls to list.</summary>
public sealed record CallQuery
{
    /// <summary>Only calls from exactly this party.</summary>
    public string? From { get; init; }

    /// <summary>Only calls to exactly this party.</summary>
    public string? To { get; init; }

    /// <summary>Only calls of this bridge, in one request.</summary>
    public string? BridgeId { get; init; }

    /// <summary>Only calls of this conference, in one request.</summary>
    public string? ConferenceId { get; init; }

    /// <summary>Calls a request, 1 to 1000; 25 by default.</summary>
    public int? Size { get; init; }

    /// <summary>By start: <c>desc</c> (default) or <c>asc</c>.</summary>
    public string? SortOrder { get; init; }

    internal string AddTo(string path) => Paths.WithQuery(
        path,
        ("from", From),
        ("to", To),
        ("bridgeId", BridgeId),
        ("conferenceId", ConferenceId),
        ("size", Size?.ToString(CultureInfo.InvariantCulture)),
        ("sortOrder", SortOrder));
}
