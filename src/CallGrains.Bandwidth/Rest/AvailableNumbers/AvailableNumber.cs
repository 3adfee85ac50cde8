namespace CallGrains.Bandwidth.Rest;

/// <summary>A number that can be ordered. What the carrier leaves out is null.</summary>
public sealed record AvailableNumber
{
    /// <summary>The number, E.164.</summary>
    public string Number { get => field ?? ""; init; }

    /// <summary>The number as it is written in its country.</summary>
    public string? NationalNumber { get; init; }

    /// <summary>The part that the pattern matched.</summary>
    public string? PatternMatch { get; init; }

    /// <summary>Its city.</summary>
    public string? City { get; init; }

    /// <summary>Its local access and transport area.</summary>
    public string? Lata { get; init; }

    /// <summary>Its rate center.</summary>
    public string? RateCenter { get; init; }

    /// <summary>Its US state, two letters.</summary>
    public string? State { get; init; }

    /// <summary>The price a month, without a currency sign.</summary>
    public string? Price { get; init; }
}

/// <summary>A number that was just ordered. What the carrier leaves out is null.</summary>
public sealed record OrderedNumber
{
    /// <summary>The number's id, <c>n-…</c>, for <see cref="PhoneNumbersApi"/>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Id => Paths.IdOf(Location) ?? "";

    /// <summary>The number, E.164.</summary>
    public string Number { get => field ?? ""; init; }

    /// <summary>The number as it is written in its country.</summary>
    public string? NationalNumber { get; init; }

    /// <summary>The price a month, without a currency sign.</summary>
    public string? Price { get; init; }

    /// <summary>The URL of the number on the account.</summary>
    public string Location { get => field ?? ""; init; }
}
