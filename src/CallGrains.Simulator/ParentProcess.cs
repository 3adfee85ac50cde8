using System.Diagnostics;

namespace CallGrains.Simulator;

/// <summary>
/// Ends the simulator when a process has gone whose id stands in CALLGRAINS_PARENT (several are separated by commas),
/// however it died. The libraries have the same in <c>CallGrains.Flows.Runtime</c>, and the
/// simulator references none of them.
/// </summary>
internal static class ParentProcess
{
    /// <summary>Completes when one of them has gone; never when none is named.</summary>
    public static Task WhenGoneAsync()
    {
        var parents = (Environment.GetEnvironmentVariable("CALLGRAINS_PARENT") ?? "").Split(',').Select(id => int.TryParse(id, out var number) ? number : 0).Where(id => id > 0).ToList();
        return parents.Count > 0 ? Task.WhenAny(parents.Select(GoneAsync)) : new TaskCompletionSource().Task;
    }

    private static async Task GoneAsync(int id)
    {
        try
        {
            using var parent = Process.GetProcessById(id);
            await parent.WaitForExitAsync();
        }
        catch (ArgumentException)
        {
            // It has gone already.
        }
    }
}
