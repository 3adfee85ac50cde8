namespace CallGrains.Bandwidth.Rest;

/// <summary>The name that a number calls under (CNAM). What the carrier leaves out is null.</summary>
public sealed record CallerName
{
    /// <summary>The name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>The number, E.164.</summary>
    public string Number { get => field ?? ""; init; }

    /// <summary>When it was first known.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset? Updated { get; init; }
}
