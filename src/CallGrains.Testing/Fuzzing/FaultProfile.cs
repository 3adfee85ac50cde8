namespace CallGrains.Testing.Fuzzing;

/// <summary>
/// How much goes wrong in one run, and of what kind, in times of a thousand. Each seed has its own: a storm in one
/// place shows what drizzle everywhere hides.
/// </summary>
internal sealed record FaultProfile
{
    /// <summary>Another ready task than the first runs next.</summary>
    public int Disorder { get; init; }

    public int AppendFails { get; init; }

    public int AppendCrashes { get; init; }

    public int StoreIsSlow { get; init; }

    public int ReadFails { get; init; }

    public int RequestFails { get; init; }

    public int RequestCrashes { get; init; }

    public int RequestIsRefused { get; init; }

    public int CarrierIsSlow { get; init; }

    public int QuestionFails { get; init; }

    public int CallbackIsDropped { get; init; }

    public int CallbackIsDelayed { get; init; }

    public int CallbackIsDoubled { get; init; }

    /// <summary>Another process takes over at an append, and the one before goes on for a while.</summary>
    public int Takeover { get; init; }

    /// <summary>
    /// After how long grains that only wait are passivated: in one run never, in another as soon as a sweep comes by.
    /// </summary>
    public TimeSpan PassivateAfter { get; init; }

    /// <summary>How often a process sweeps.</summary>
    public TimeSpan SweepInterval { get; init; }

    public static FaultProfile Of(ulong seed)
    {
        return new FaultProfile
        {
            Disorder = Of(0, 0, 100, 500),
            AppendFails = Of(1, 0, 0, 20, 80),
            AppendCrashes = Of(2, 0, 0, 20, 80),
            StoreIsSlow = Of(3, 0, 0, 0, 200),
            ReadFails = Of(4, 0, 0, 0, 150),
            RequestFails = Of(5, 0, 0, 60, 250),
            RequestCrashes = Of(6, 0, 0, 30, 120),
            RequestIsRefused = Of(7, 0, 0, 0, 30),
            CarrierIsSlow = Of(8, 0, 0, 0, 300),
            QuestionFails = Of(9, 0, 0, 200),
            CallbackIsDropped = Of(10, 0, 0, 30, 150),
            CallbackIsDelayed = Of(11, 0, 0, 50, 300),
            CallbackIsDoubled = Of(12, 0, 0, 50, 200),
            Takeover = Of(13, 0, 0, 10, 60),
            PassivateAfter = TimeSpan.FromSeconds(Of(14, -1, 0, 2, 15)),
            SweepInterval = TimeSpan.FromSeconds(Of(15, 1, 5)),
        };

        int Of(int number, params ReadOnlySpan<int> rates) => rates[Choices.Fixed(seed, number, rates.Length)];
    }
}
