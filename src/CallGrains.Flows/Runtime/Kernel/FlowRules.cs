namespace CallGrains.Flows.Runtime;

/// <summary>
/// The versions of what the framework itself does around a flow. A grain stays on the version it began with, so that
/// its journal replays as it was written; a thread that is compacted takes the newest.
/// </summary>
internal static class FlowRules
{
    /// <summary>
    /// Delays and waits for signals end with the call, an infinite timeout is none, a failure is told in the turn in
    /// which it happens, each piece of after-call work runs, and a refused transfer is a result.
    /// </summary>
    public const int CallerSafe = 1;

    /// <summary>A transfer rings for a minute where the flow names no other time.</summary>
    public const int RingLimit = 2;

    /// <summary>What new grains begin with.</summary>
    public const int Current = RingLimit;

    /// <summary>How long a transfer rings where the flow names no time.</summary>
    public static readonly TimeSpan DefaultRing = TimeSpan.FromSeconds(60);
}
