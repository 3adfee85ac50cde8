using System.Diagnostics;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Ends a program whose parent has gone, however that died: a program that is started by another one, such as a member
/// of a local cluster or a host in a test, must not outlive it.
/// </summary>
public static class ParentProcess
{
    /// <summary>
    /// The environment variable with the process ids, separated by commas: the program ends when one of them has gone.
    /// Not set: it is not watched.
    /// </summary>
    public const string Variable = "CALLGRAINS_PARENT";

    /// <summary>What the program has for its orderly stop.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    /// <summary>The value of <see cref="Variable"/> for a program that this one starts.</summary>
    public static string ForChildren =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } parents ? $"{parents},{Environment.ProcessId}" : $"{Environment.ProcessId}";

    /// <summary>
    /// Watches from now on. The process ends with exit code 1 when it has not stopped 30 s after
    /// <paramref name="stop"/>.
    /// </summary>
    /// <param name="stop">Begins the orderly stop; called once, on a thread of the pool.</param>
    /// <param name="time">The clock.</param>
    public static void Watch(Action stop, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(stop);
        ArgumentNullException.ThrowIfNull(time);
        var parents = (Environment.GetEnvironmentVariable(Variable) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.TryParse(id, out var number) ? number : 0).Where(id => id > 0).ToList();
        if (parents.Count > 0)
        {
            _ = EndWithAsync(parents, stop, time);
        }
    }

    private static async Task EndWithAsync(List<int> parents, Action stop, TimeProvider time)
    {
        await Task.WhenAny(parents.Select(GoneAsync));
        stop();
        await Task.Delay(StopLimit, time);
        Environment.Exit(1);
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
