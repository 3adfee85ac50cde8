using System.Runtime.InteropServices;

namespace CallGrains.Benchmarks.Probe;

/// <summary>What the operating system counts of this process's threads, those that have ended included.</summary>
internal static class ContextSwitches
{
    // struct rusage: two times of two words each, then fourteen counts, of which the last two are these.
    private const int Words = 18;

    /// <summary>Switches since the start, wanted or not; 0 where the system does not say.</summary>
    public static long Count
    {
        get
        {
            if (OperatingSystem.IsWindows())
            {
                return 0;
            }

            var usage = new long[Words];
            return getrusage(0, usage) == 0 ? usage[^1] + usage[^2] : 0;
        }
    }

#pragma warning disable SYSLIB1054, IDE1006 // A generated import needs unsafe code; the name is the system's.
    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int getrusage(int who, [Out] long[] usage);
#pragma warning restore SYSLIB1054, IDE1006
}
