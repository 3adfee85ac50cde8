namespace CallGrains.Commands;

/// <summary>One request to a carrier, and what came back.</summary>
/// <remarks>
/// As a carrier's client reports it (<see cref="CommandLease.Note"/>), bodies are as they were sent. As it is
/// journalled, they are cut, and without texts, digits, numbers and tokens.
/// </remarks>
/// <param name="At">When it was sent.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path with its query, without the host.</param>
public sealed record CarrierExchange(DateTimeOffset At, string Method, string Path)
{
    /// <summary>The HTTP status of the answer; 0 where none came.</summary>
    public int Status { get; init; }

    /// <summary>How long it took, in milliseconds, from when it was allowed to go.</summary>
    public int Milliseconds { get; init; }

    /// <summary>The request's body; null where it has none, or it is not kept.</summary>
    public string? Sent { get; init; }

    /// <summary>The answer's body; null where it has none, or it is not kept.</summary>
    public string? Answer { get; init; }

    /// <summary>
    /// The answer's headers that tell something (<c>Location</c>, <c>Retry-After</c>, …); null for none.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Why no answer came, or none that could be used; null where one did.</summary>
    public string? Failure { get; init; }
}
