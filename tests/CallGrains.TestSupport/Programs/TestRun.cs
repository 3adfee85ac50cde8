using System.Diagnostics;

namespace CallGrains.TestSupport.Programs;

/// <summary>
/// No program of a test outlives it, however it ends: they watch the process ids in CALLGRAINS_PARENT, and so does the
/// test run itself.
/// </summary>
internal static class TestRun
{
    private const string Variable = "CALLGRAINS_PARENT";

    /// <summary>
    /// From now on whatever this process starts ends with it, and it ends with the script that started it; returns what
    /// it is given.
    /// </summary>
    public static string EndsItsPrograms(string root)
    {
        var parents = Environment.GetEnvironmentVariable(Variable) ?? "";
        foreach (var parent in parents.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            _ = EndWithAsync(int.Parse(parent, System.Globalization.CultureInfo.InvariantCulture));
        }

        Environment.SetEnvironmentVariable(Variable, parents.Length > 0 ? $"{parents},{Environment.ProcessId}" : $"{Environment.ProcessId}");
        return root;
    }

    private static async Task EndWithAsync(int id)
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

        Environment.Exit(1);
    }
}
