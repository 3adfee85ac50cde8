namespace CallGrains.Bandwidth.Rest;

/// <summary>A SIP domain to make.</summary>
public sealed record CreateDomain
{
    /// <summary>Its name, one label of a DNS name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for; the carrier asks for it.</summary>
    public required string Description { get; init; }
}

/// <summary>A SIP domain as the carrier sees it. What it leaves out is null.</summary>
public sealed record Domain
{
    /// <summary>The domain's id, <c>rd-…</c> or <c>dom-…</c>.</summary>
    public string Id { get => field ?? ""; init; }

    /// <summary>Its name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }
}
