namespace CallGrains.AspNetCore.Operations;

/// <summary>One server-sent event.</summary>
/// <param name="Name">Its name: <c>snapshot</c>, <c>change</c> or <c>gone</c>.</param>
/// <param name="Id">How far a reader is that has it; null where a reader begins anew.</param>
/// <param name="Data">What it says, as JSON.</param>
internal readonly record struct LiveChange(string Name, string? Id, string Data);

/// <summary>What a reader of a live feed has not seen yet. Used by one reader.</summary>
internal interface ILiveSource
{
    /// <summary>How long it rests between two looks, at least.</summary>
    TimeSpan Pace { get; }

    /// <summary>Looks again; at first it gives a snapshot, or what came after what the reader knows.</summary>
    Task<LiveChange?> ReadAsync(CancellationToken cancellationToken);
}
