namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// Something that went wrong at the carrier and had nobody to be told to, such as a callback that failed.
/// </summary>
public sealed record UserError
{
    /// <summary>The error's id.</summary>
    public string Id { get => field ?? ""; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>
    /// For example <c>unavailable</c>; in lower case with hyphens, whichever way the carrier wrote it.
    /// </summary>
    public string Category { get => field?.ToLowerInvariant().Replace('_', '-') ?? ""; init; }

    /// <summary>For example <c>no-callback-for-call</c> or <c>no-application-for-number</c>.</summary>
    public string Code { get => field ?? ""; init; }

    /// <summary>What happened, for people.</summary>
    public string? Message { get; init; }

    /// <summary>What it was about, for example the <c>callId</c>.</summary>
    public IReadOnlyList<ErrorDetail> Details { get => field ?? []; init; }
}

/// <summary>One detail of an error.</summary>
/// <param name="Name">For example <c>callId</c> or <c>requestPath</c>.</param>
/// <param name="Value">Its value.</param>
public sealed record ErrorDetail(string? Name, string? Value);
