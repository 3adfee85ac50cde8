using Microsoft.Extensions.Logging;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Says at start which versions of flows live calls need and this program does not have: a deployment that dropped them
/// too early.
/// </summary>
internal sealed partial class FlowVersionCheck(FlowUsage census, FlowRegistry flows, ILogger<FlowVersionCheck> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var missing in (await census.CountAsync(cancellationToken)).Where(c => c.IsMissing))
            {
                var known = string.Join(", ", flows.All.Where(f => f.Name == missing.Flow).Select(f => f.Version).Order());
                LogMissing(missing.Live + missing.Ending, missing.Flow, missing.Version, known.Length > 0 ? $"version {known} of it" : $"no such flow, but {flows.KnownNames}");
            }
        }
        catch (Exception e) when (e is JournalUnavailableException or OperationCanceledException)
        {
            // Readiness tells of the journal; this was for convenience.
            LogNotCounted(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} live calls began with flow '{Flow}' version {Version}, which this program does not have: it has {Known}. They wait where they stand. Register the class of that version again (AddFlow) until GET /api/flows shows it as drained.")]
    private partial void LogMissing(long count, string flow, int version, string known);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The live calls of each flow could not be counted: {Reason}")]
    private partial void LogNotCounted(string reason);
}
