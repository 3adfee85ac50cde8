using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Removes what the journal need not keep any more (<see cref="RetentionSettings"/>), now and then, beside the calls.
/// Every process with grains does so: of two at once one waits, and finds nothing left.
/// </summary>
internal sealed partial class RetentionSweep(IJournal journal, PurgeCount count, IOptions<HostSettings> settings, TimeProvider time, ILogger<RetentionSweep> logger) : BackgroundService
{
    // The first minute of a process belongs to the calls that come back.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    /// <summary>Runs until the process stops.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var wait = First; await PurgeAsync(wait, stoppingToken);)
            {
                wait = settings.Value.Retention.Interval;
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task<bool> PurgeAsync(TimeSpan wait, CancellationToken stop)
    {
        await Task.Delay(wait, time, stop);
        if (settings.Value.Retention.RequestAt(time.GetUtcNow()) is not { } request)
        {
            return true;
        }

        try
        {
            var report = await journal.PurgeAsync(request, stop);
            count.Add(report);
            if (report.Total > 0)
            {
                LogPurged(report.Calls, report.Conferences, report.Threads, report.Unclaimed);
            }

            return true;
        }
        catch (NotSupportedException e)
        {
            LogUnable(e.Message);
            return false;
        }
        catch (Exception e) when (e is not OperationCanceledException and not OutOfMemoryException)
        {
            LogFailed(settings.Value.Retention.Interval, e);
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The journal no longer keeps {Calls} calls, {Conferences} conferences, {Threads} message threads and {Unclaimed} grains that no flow had answered (CallGrains:Retention).")]
    private partial void LogPurged(long calls, long conferences, long threads, long unclaimed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal could not be purged; the next try is in {Interval}.")]
    private partial void LogFailed(TimeSpan interval, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal keeps everything, whatever CallGrains:Retention says: {Reason}")]
    private partial void LogUnable(string reason);
}

/// <summary>Counts what was removed from the journal, by kind.</summary>
internal sealed class PurgeCount(IMeterFactory meters)
{
    private readonly Counter<long> _purged = Instruments.JournalPurged.Counter(meters.Create(CallGrainsTelemetry.Name));

    /// <summary>Adds what a purge has removed.</summary>
    public void Add(PurgeReport report)
    {
        foreach (var (kind, number) in new[] { ("call", report.Calls), ("conference", report.Conferences), ("thread", report.Threads), ("unclaimed", report.Unclaimed) })
        {
            if (number > 0)
            {
                _purged.Add(number, new KeyValuePair<string, object?>("kind", kind));
            }
        }
    }
}
