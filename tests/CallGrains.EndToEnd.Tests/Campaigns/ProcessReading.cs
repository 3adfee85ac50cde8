using System.Globalization;
using CallGrains.EndToEnd.Tests.Support;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests.Campaigns;

/// <summary>What a host holds at an instant, and what its journal takes on the disk.</summary>
/// <param name="At">How long the run has lasted.</param>
/// <param name="Memory">Bytes in memory, before the heap was collected.</param>
/// <param name="Heap">Bytes of the heap after a full collection.</param>
/// <param name="Grains">Grains in memory.</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Journal">Bytes of the journal's files.</param>
/// <param name="Cpu">Processor time so far.</param>
/// <param name="Calls">Calls that are over.</param>
/// <param name="Callbacks">Callbacks that were answered.</param>
internal sealed record ProcessReading(TimeSpan At, long Memory, long Heap, int Grains, int Handles, int Threads, long Journal, TimeSpan Cpu, int Calls, long Callbacks)
{
    private const double Mebibyte = 1048576;

    /// <summary>Reads a host that serves its metrics.</summary>
    public static async Task<ProcessReading> OfAsync(Program host, string data, TimeSpan at, int calls)
    {
        using var process = System.Diagnostics.Process.GetProcessById(host.Id);
        var memory = process.WorkingSet64;
        await DiagnosticPort.CollectAsync(host.Id);
        using var http = new HttpClient { BaseAddress = host.Url };
        var metrics = PrometheusText.Parse(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative)));
        return new(
            at,
            memory,
            (long)metrics.Sum("dotnet_gc_last_collection_heap_size_bytes"),
            (int)metrics.Sum("callgrains_grains"),
            Directory.GetFiles($"/proc/{host.Id.ToString(CultureInfo.InvariantCulture)}/fd").Length,
            process.Threads.Count,
            Directory.GetFiles(data, "journal.db*").Sum(f => new FileInfo(f).Length),
            process.TotalProcessorTime,
            calls,
            (long)metrics.Sum("callgrains_ingress_callbacks_total"));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{At:hh\\:mm\\:ss}  memory {Memory / Mebibyte,6:0.0} MiB  heap {Heap / Mebibyte,5:0.0} MiB  grains {Grains,4}  handles {Handles,4}  threads {Threads,3}  journal {Journal / Mebibyte,5:0.0} MiB  calls {Calls,6}  callbacks {Callbacks,7}");
}
