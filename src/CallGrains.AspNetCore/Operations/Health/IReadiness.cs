namespace CallGrains.AspNetCore.Operations;

/// <summary>Tells <c>/readyz</c> whether this process can take work. The host registers one or more of them.</summary>
/// <remarks>Asked from many threads at once; an answer that takes more than 5 seconds, or throws, counts as not ready.</remarks>
public interface IReadiness
{
    /// <summary>What this process needs before it can take work.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<ReadinessCheck>> CheckAsync(CancellationToken cancellationToken);
}

/// <summary>One thing that is needed.</summary>
/// <param name="Name">Its name, for example <c>journal</c>.</param>
/// <param name="Missing">Why it is not ready, in words; null when it is.</param>
public sealed record ReadinessCheck(string Name, string? Missing = null)
{
    /// <summary>Whether it is ready.</summary>
    public bool Ready => Missing is null;
}
