namespace CallGrains.TestSupport.Programs;

/// <summary>
/// How long the campaigns are: short ones in every run, the whole ones with <c>./callgrains test --full</c>, which sets
/// CALLGRAINS_FULL.
/// </summary>
public static class Campaign
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("CALLGRAINS_FULL") == "1";

    public static int Of(int full, int brief) => IsFull ? full : brief;
}
