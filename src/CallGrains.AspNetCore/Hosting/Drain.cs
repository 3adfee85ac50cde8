using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// The time between "stop" and the end of listening (<see cref="HostSettings.DrainTime"/>): <c>/readyz</c> says that
/// the process stops, and callbacks are taken as before.
/// </summary>
internal sealed partial class Drain(IOptions<HostSettings> settings, IHostEnvironment environment, TimeProvider time, ILogger<Drain> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);
    private volatile bool _hasBegun;

    /// <summary>Whether the process has been told to stop.</summary>
    public bool HasBegun => _hasBegun;

    /// <summary>How long it takes.</summary>
    public static TimeSpan TimeOf(HostSettings settings, IHostEnvironment environment) =>
        settings.DrainTime ?? (environment.IsDevelopment() || !settings.TakesCallbacks ? TimeSpan.Zero : Usual);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        var drain = TimeOf(settings.Value, environment);
        if (drain > TimeSpan.Zero)
        {
            LogBegins(drain);
            await Task.Delay(drain, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "The host stops: /readyz says so, and callbacks are taken for {Time} still (CallGrains:DrainTime).")]
    private partial void LogBegins(TimeSpan time);
}
