namespace CallGrains.Bandwidth.Rest;

/// <summary>A number of the account as the carrier sees it. What it leaves out is null.</summary>
public sealed record AccountNumber
{
    /// <summary>The number's id, <c>n-…</c>.</summary>
    public string Id { get => field ?? ""; init; }

    /// <summary>The number, E.164.</summary>
    public string Number { get => field ?? ""; init; }

    /// <summary>Its name for people.</summary>
    public string? Name { get; init; }

    /// <summary>The number as it is written in its country.</summary>
    public string? NationalNumber { get; init; }

    /// <summary>Its city.</summary>
    public string? City { get; init; }

    /// <summary>Its US state, two letters.</summary>
    public string? State { get; init; }

    /// <summary>The application it is bound to; the carrier may give <see cref="Application"/> alone.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The URL of that application.</summary>
    public string? Application { get; init; }

    /// <summary>Where a call goes when neither callback URL answers.</summary>
    public string? FallbackNumber { get; init; }

    /// <summary>The price a month, without a currency sign.</summary>
    public string? Price { get; init; }

    /// <summary>When it came to the account.</summary>
    public DateTimeOffset? CreatedTime { get; init; }

    /// <summary><c>enabled</c> or <c>released</c>.</summary>
    public string? NumberState { get; init; }

    /// <summary>The application it is bound to, whichever way the carrier told; null for none.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? BoundTo => string.IsNullOrEmpty(ApplicationId) ? (Application is null ? null : Paths.IdOf(Application)) : ApplicationId;
}

/// <summary>A number to order.</summary>
public sealed record OrderNumber
{
    /// <summary>The number, E.164.</summary>
    public required string Number { get; init; }

    /// <summary>Its name for people.</summary>
    public string? Name { get; init; }

    /// <summary>The application to bind it to.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>Where a call goes when neither callback URL answers.</summary>
    public string? FallbackNumber { get; init; }

    /// <summary>Set to import a number from another platform in place of ordering one.</summary>
    public NumberProvider? Provider { get; init; }
}

/// <summary>Where a number is imported from.</summary>
public sealed record NumberProvider
{
    /// <summary><c>bandwidth-dashboard</c>.</summary>
    public string ProviderName { get; init; } = "bandwidth-dashboard";

    /// <summary><c>accountId</c>, <c>userName</c> and <c>password</c> there.</summary>
    public required IReadOnlyDictionary<string, string> Properties { get; init; }
}

/// <summary>A change to a number. Absent values stay.</summary>
public sealed record UpdateNumber
{
    /// <summary>The application to bind it to; empty for none.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>Its name for people.</summary>
    public string? Name { get; init; }

    /// <summary>Where a call goes when neither callback URL answers.</summary>
    public string? FallbackNumber { get; init; }
}
