using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Asks all that must be ready, at once and not for long. Safe for many threads.</summary>
internal sealed partial class Readiness(IEnumerable<IReadiness> all, TimeProvider time, ILogger<Readiness> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<IResult> ReportAsync(CancellationToken cancellationToken)
    {
        var checks = (await Task.WhenAll(all.Select(r => AskAsync(r, cancellationToken)))).SelectMany(c => c).ToList();
        var ready = checks.TrueForAll(c => c.Ready);
        return TypedResults.Json(
            new ReadinessReport(ready, checks),
            OperationsJson.Wire.ReadinessReport,
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<IReadOnlyList<ReadinessCheck>> AskAsync(IReadiness readiness, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => readiness.CheckAsync(cancellationToken).AsTask(), cancellationToken).WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return [new ReadinessCheck(readiness.GetType().Name, $"did not answer within {Patience.TotalSeconds} s")];
        }
        catch (Exception e)
        {
            LogFailed(e, readiness.GetType());
            return [new ReadinessCheck(readiness.GetType().Name, "could not be asked; the log here says why")];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Check} could not be asked whether it is ready")]
    private partial void LogFailed(Exception exception, Type check);
}
