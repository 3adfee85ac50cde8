using System.Text.Json;
using CallGrains.Benchmarks.Report;

namespace CallGrains.Benchmarks.Model;

/// <summary>
/// The service times that the model is fed with; by default those that the README's run and profiles measured.
/// </summary>
internal sealed record ModelInputs
{
    /// <summary>Processor time of a silo that stands alone, a callback.</summary>
    public double SiloMicroseconds { get; init; } = 81;

    /// <summary>
    /// Processor time of a cluster of three, a callback: two of three callbacks are handed to another silo.
    /// </summary>
    public double ClusterMicroseconds { get; init; } = 120;

    /// <summary>Processor time of PostgreSQL, a callback.</summary>
    public double DatabaseMicroseconds { get; init; } = 31;

    /// <summary>The part of a batch that is the same for one callback and for a thousand.</summary>
    public double BatchMicroseconds { get; init; } = 150;

    /// <summary>A flush of the log to the disk.</summary>
    public double FlushMicroseconds { get; init; } = 1_000;

    /// <summary>Processors of a silo.</summary>
    public int SiloProcessors { get; init; } = 2;

    /// <summary>Processors of a database.</summary>
    public int DatabaseProcessors { get; init; } = 2;

    /// <summary>Callbacks under way at once, a silo.</summary>
    public int AtOnce { get; init; } = 512;

    /// <summary>
    /// Processor time of the silos, a callback, when there are so many and each takes callbacks for all.
    /// </summary>
    /// <param name="silos">How many.</param>
    public double SiloTime(int silos) => SiloMicroseconds + (Math.Max(0, ClusterMicroseconds - SiloMicroseconds) * 1.5 * (silos - 1) / silos);

    /// <summary>Takes the silos' times out of a run's report (<c>--json</c>), where it has them.</summary>
    /// <param name="file">The report.</param>
    /// <exception cref="InvalidOperationException">It is none, or has no row of silos on PostgreSQL.</exception>
    public static ModelInputs Read(string file)
    {
        try
        {
            var rows = JsonSerializer.Deserialize(File.ReadAllBytes(file), ReportJson.Default.JsonReport)!.Rows;
            var (alone, cluster) = (Of("orleans-postgres"), Of("cluster"));
            return alone is { } one
                ? new ModelInputs { SiloMicroseconds = one, ClusterMicroseconds = cluster ?? one * 1.5 }
                : throw new InvalidOperationException($"{file} has no row orleans-postgres; make it with: ./callgrains bench --rows orleans-postgres,cluster --json {file}");

            double? Of(string key) => rows.FirstOrDefault(r => r.Key == key)?.CpuMicrosecondsPerCallback;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{file} is no report of a run (--json): {e.Message}");
        }
    }
}
