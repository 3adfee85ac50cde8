using Microsoft.Extensions.Logging;

namespace CallGrains.Orleans;

/// <summary>Knows whether an Orleans client reaches a silo. Safe for many threads.</summary>
public sealed partial class GatewayWatch : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(500);
    private readonly TimeProvider _time;
    private readonly ILogger<GatewayWatch> _logger;
    private int _isWaiting;
    private volatile int _connected;

    /// <summary>Made once for each client.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told when silos are waited for.</param>
    public GatewayWatch(TimeProvider time, ILogger<GatewayWatch> logger) => (_time, _logger) = (time, logger);

    /// <summary>Silos that this client has a connection to; zero until it has started.</summary>
    public int Connected => _connected;

    /// <summary>A client that starts before the silos waits for them.</summary>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (Interlocked.Exchange(ref _isWaiting, 1) == 0)
        {
            LogWaiting(exception.Message);
        }

        await Task.Delay(Again, _time, cancellationToken);
        return true;
    }

    internal void OnCountChanged(object? sender, GatewayCountChangedEventArgs e) => _connected = e.NumberOfConnectedGateways;

    [LoggerMessage(Level = LogLevel.Warning, Message = "No silo can be reached yet; waiting for one: {Reason}")]
    private partial void LogWaiting(string reason);
}
