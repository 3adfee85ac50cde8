namespace CallGrains.Flows;

/// <summary>
/// How a step that fails is tried again. Each try is a step of its own in the journal, and each wait a timer, so that
/// nothing is tried anew after a crash that was tried before.
/// </summary>
/// <remarks>Immutable. Waits go on after the end of the call: what was begun is brought to an end.</remarks>
public sealed record StepRetry
{
    /// <summary>How often it is tried at most, the first time included: 1 to 100; 3 by default.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How long after the first failure it is tried again: zero or more; 1 second by default.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many times longer each wait is than the one before: 1 or more; 2 by default.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>The longest wait; 1 minute by default.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Which failures are worth another try (<see cref="StepFailedException.ErrorType"/>,
    /// <see cref="StepFailedException.TimedOut"/>); null for all. It decides by the failure alone, because it is asked
    /// again on replay.
    /// </summary>
    public Func<StepFailedException, bool>? When { get; init; }

    /// <summary>The wait before the try after this many failures.</summary>
    internal TimeSpan DelayAfter(int failures)
    {
        var ticks = FirstDelay.Ticks * Math.Pow(Factor, failures - 1);
        return ticks < LongestDelay.Ticks ? TimeSpan.FromTicks((long)ticks) : LongestDelay;
    }

    internal void ThrowIfInvalid()
    {
        if (Attempts is < 1 or > 100 || FirstDelay < TimeSpan.Zero || LongestDelay < TimeSpan.Zero || !(Factor >= 1))
        {
            throw new ArgumentException($"A step is tried 1 to 100 times, after waits of zero or more, each as long as the one before or longer; this asks for {this}.");
        }
    }
}
