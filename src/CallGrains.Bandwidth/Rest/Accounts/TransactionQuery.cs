using System.Globalization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>Which transactions to list. Absent values do not restrict.</summary>
public sealed record TransactionQuery
{
    /// <summary>The most transactions in all.</summary>
    public int? MaxItems { get; init; }

    /// <summary>Only transactions of this time or later; sent in UTC, in whole seconds.</summary>
    public DateTimeOffset? FromDate { get; init; }

    /// <summary>Only transactions of this time or earlier; sent in UTC, in whole seconds.</summary>
    public DateTimeOffset? ToDate { get; init; }

    /// <summary><c>charge</c>, <c>payment</c>, <c>credit</c> or <c>auto-recharge</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Only transactions about this number.</summary>
    public string? Number { get; init; }

    /// <summary>Transactions a request, 1 to 1000; 25 by default.</summary>
    public int? Size { get; init; }

    internal string AddTo(string path) => Paths.WithQuery(
        path,
        ("maxItems", MaxItems?.ToString(CultureInfo.InvariantCulture)),
        ("fromDate", Text(FromDate)),
        ("toDate", Text(ToDate)),
        ("type", Type),
        ("number", Number),
        ("size", Size?.ToString(CultureInfo.InvariantCulture)));

    private static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
