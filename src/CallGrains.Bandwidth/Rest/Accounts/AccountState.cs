namespace CallGrains.Bandwidth.Rest;

/// <summary>The account's money.</summary>
public sealed record AccountState
{
    /// <summary>What is left, in the account's currency; null when the carrier does not say.</summary>
    public decimal? Balance { get; init; }

    /// <summary><c>pre-pay</c> or <c>post-pay</c>.</summary>
    public string AccountType { get => field ?? ""; init; }
}

/// <summary>A charge, a payment or a credit. What the carrier leaves out is null.</summary>
public sealed record AccountTransaction
{
    /// <summary>The transaction's id.</summary>
    public string Id { get => field ?? ""; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>How much, in the account's currency.</summary>
    public decimal? Amount { get; init; }

    /// <summary><c>charge</c>, <c>payment</c>, <c>credit</c> or <c>auto-recharge</c>.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>How many, for example minutes or messages.</summary>
    public decimal? Units { get; init; }

    /// <summary>For example <c>call-out</c> or <c>sms-out</c>; null for payments.</summary>
    public string? ProductType { get; init; }

    /// <summary>The number it is about.</summary>
    public string? Number { get; init; }

    /// <summary>The call, message or other thing it is about.</summary>
    public string? ResourceId { get; init; }
}
