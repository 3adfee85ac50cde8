using CallGrains.Flows.Runtime;

namespace CallGrains.TestSupport.Programs;

/// <summary>
/// No program of a test outlives it, however it ends: they watch the process ids in
/// <see cref="ParentProcess.Variable"/>, and so does the test run itself.
/// </summary>
internal static class TestRun
{
    /// <summary>
    /// From now on whatever this process starts ends with it, and it ends with the script that started it; returns what
    /// it is given.
    /// </summary>
    public static string EndsItsPrograms(string root)
    {
        ParentProcess.Watch(() => Environment.Exit(1), TimeProvider.System);
        Environment.SetEnvironmentVariable(ParentProcess.Variable, ParentProcess.ForChildren);
        if (!Campaign.IsFull)
        {
            // Programs that live for seconds do not gain by compiling a method again: that is a quarter of their
            // processor time.
            Environment.SetEnvironmentVariable("DOTNET_TC_CallCounting", "0");
        }

        return root;
    }
}
