using System.Globalization;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests.Campaigns;

/// <summary>What a process holds at an instant, and what its journal takes on the disk.</summary>
/// <param name="At">How long the run has lasted.</param>
/// <param name="Memory">Bytes in memory.</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Journal">Bytes of the journal's files.</param>
/// <param name="Cpu">Processor time so far.</param>
/// <param name="Calls">Calls that are over.</param>
internal sealed record ProcessReading(TimeSpan At, long Memory, int Handles, int Threads, long Journal, TimeSpan Cpu, int Calls)
{
    public static ProcessReading Of(Program program, string data, TimeSpan at, int calls)
    {
        using var process = System.Diagnostics.Process.GetProcessById(program.Id);
        return new(at, process.WorkingSet64, Directory.GetFiles($"/proc/{program.Id.ToString(CultureInfo.InvariantCulture)}/fd").Length, process.Threads.Count, Directory.GetFiles(data, "journal.db*").Sum(f => new FileInfo(f).Length), process.TotalProcessorTime, calls);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At:hh\\:mm\\:ss}  memory {Memory / 1048576.0,6:0.0} MiB  handles {Handles,4}  threads {Threads,3}  journal {Journal / 1048576.0,7:0.0} MiB  calls {Calls}");
}
