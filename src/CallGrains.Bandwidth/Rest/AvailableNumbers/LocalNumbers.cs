using System.Globalization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// Which local numbers are wanted: exactly one of <see cref="State"/>, <see cref="Zip"/> and <see cref="AreaCode"/>,
/// narrowed by the rest.
/// </summary>
public sealed record LocalNumbers
{
    /// <summary>A US state, two letters.</summary>
    public string? State { get; init; }

    /// <summary>A zip code, 5 digits.</summary>
    public string? Zip { get; init; }

    /// <summary>An area code, 3 digits.</summary>
    public string? AreaCode { get; init; }

    /// <summary>A city; with <see cref="State"/> only.</summary>
    public string? City { get; init; }

    /// <summary>The first 3 or 4 digits after the area code; with <see cref="AreaCode"/> only.</summary>
    public string? LocalNumber { get; init; }

    /// <summary>Whether numbers that are a local call away count too; with <see cref="AreaCode"/> only.</summary>
    public bool? InLocalCallingArea { get; init; }

    /// <summary>
    /// What the number looks like: digits, letters, <c>?</c> for one and <c>*</c> for any. For searching only.
    /// </summary>
    public string? Pattern { get; init; }

    /// <summary>How many: up to 5000 to search (10 by default), 1 to 10 to order.</summary>
    public int? Quantity { get; init; }

    internal string AddTo(string path) => Paths.WithQuery(
        path,
        ("state", State),
        ("zip", Zip),
        ("areaCode", AreaCode),
        ("city", City),
        ("localNumber", LocalNumber),
        ("inLocalCallingArea", InLocalCallingArea is { } near ? near ? "true" : "false" : null),
        ("pattern", Pattern),
        ("quantity", Quantity?.ToString(CultureInfo.InvariantCulture)));
}
