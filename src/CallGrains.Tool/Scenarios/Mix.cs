using System.Globalization;

namespace CallGrains.Tool.Scenarios;

/// <summary>
/// Which scenario each caller follows: as often as its weight says, evenly spread, the same in each run.
/// </summary>
internal static class Mix
{
    public static IReadOnlyList<Scenario> Of(IReadOnlyList<Scenario> scenarios, int calls)
    {
        var total = scenarios.Sum(scenario => scenario.Weight);
        var credit = new int[scenarios.Count];
        var mix = new List<Scenario>(calls);
        while (mix.Count < calls)
        {
            for (var i = 0; i < credit.Length; i++)
            {
                credit[i] += scenarios[i].Weight;
            }

            var next = Array.IndexOf(credit, credit.Max());
            credit[next] -= total;
            mix.Add(scenarios[next]);
        }

        return mix;
    }

    /// <summary>
    /// The number of a caller. Message threads last from run to run, so each run has an area of its own; the last digit
    /// keeps away from the simulator's numbers with behaviors of their own.
    /// </summary>
    public static string Number(int area, int caller) => string.Create(CultureInfo.InvariantCulture, $"+1{area:000}{caller % 1_000_000:000000}8");
}
