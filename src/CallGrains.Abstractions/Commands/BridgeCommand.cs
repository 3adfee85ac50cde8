namespace CallGrains.Commands;

/// <summary>
/// Lets two calls hear each other: the one it is for and one of its grain's legs, or another grain's call. Both leave
/// the bridge that they were in. No event reports it; when one of the two hangs up, the carrier leaves the other
/// active.
/// </summary>
/// <param name="Other">The operation that dialled the leg; 0 for the grain's own call, and for a call of another
/// grain.</param>
public sealed record BridgeCommand(int Other) : Command
{
    /// <summary>The carrier's id of another grain's call; null for one of this grain's.</summary>
    public string? CallId { get; init; }
}

/// <summary>Takes a bridge apart: its calls stay active, each for itself. No event reports it.</summary>
/// <param name="Bridge">The operation that made the bridge.</param>
public sealed record UnbridgeCommand(int Bridge) : Command;
