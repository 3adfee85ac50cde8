using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// Asks all health checks tagged <see cref="ReadyCheck.Tag"/>, at once and not for long. Safe for many threads.
/// </summary>
/// <remarks>
/// Not through <see cref="HealthCheckService"/>: it waits for a check that hangs, and logs an error for each probe that
/// comes before all is ready.
/// </remarks>
internal sealed partial class Readiness(IOptions<HealthCheckServiceOptions> checks, IServiceScopeFactory scopes, TimeProvider time, ILogger<Readiness> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<IResult> ReportAsync(CancellationToken cancellationToken)
    {
        var asked = checks.Value.Registrations.Where(r => r.Tags.Contains(ReadyCheck.Tag));
        var answers = await Task.WhenAll(asked.Select(r => AskAsync(r, cancellationToken)));
        var ready = answers.All(a => a.Ready);
        return TypedResults.Json(
            new ReadinessReport(ready, answers),
            OperationsJson.Wire.ReadinessReport,
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<ReadinessCheck> AskAsync(HealthCheckRegistration registration, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await Task.Run(() => CheckAsync(registration, cancellationToken), cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return new ReadinessCheck(registration.Name, answer.Status == HealthStatus.Unhealthy ? answer.Description ?? "is not healthy" : null)
            {
                Note = answer.Status == HealthStatus.Degraded ? answer.Description : null,
            };
        }
        catch (TimeoutException)
        {
            return new ReadinessCheck(registration.Name, $"did not answer within {Patience.TotalSeconds} s");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new ReadinessCheck(registration.Name, "was asked by nobody who waited");
        }
        catch (Exception e)
        {
            LogFailed(e, registration.Name);
            return new ReadinessCheck(registration.Name, "could not be asked; the log here says why");
        }
    }

    private async Task<HealthCheckResult> CheckAsync(HealthCheckRegistration registration, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await registration.Factory(scope.ServiceProvider).CheckHealthAsync(new HealthCheckContext { Registration = registration }, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Check} could not be asked whether it is ready")]
    private partial void LogFailed(Exception exception, string check);
}
