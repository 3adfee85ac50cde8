using System.Globalization;

namespace CallGrains.TestSupport.Programs;

/// <summary>
/// How long the campaigns are: short ones in every run, the whole ones with <c>./callgrains test --full</c>, which sets
/// CALLGRAINS_FULL; <c>./callgrains campaign</c> runs one of them, of any length.
/// </summary>
public static class Campaign
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("CALLGRAINS_FULL") == "1";

    public static int Of(int full, int brief) => IsFull ? full : brief;

    /// <summary>The same, unless a variable of the environment (CALLGRAINS_KILLS) says how many.</summary>
    public static int Of(string name, int full, int brief) => Given(name) ?? Of(full, brief);

    /// <summary>What a variable says; null where it says nothing.</summary>
    public static int? Given(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable("CALLGRAINS_" + name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
