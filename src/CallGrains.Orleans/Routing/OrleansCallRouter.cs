using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.Orleans;

/// <summary>
/// Step 2 of a callback's way, on Orleans: finds the grain anywhere in the cluster and hands it the message. A call of
/// a grain is made at most once and may end in doubt, but every message is harmless to send again, so a failed one is
/// sent again for a few seconds: that bridges the death of a silo. Then it fails as unavailable, and the ingress
/// answers 503, never a lie.
/// </summary>
/// <remarks>Safe for many threads. Works within a silo and in an Orleans client.</remarks>
public sealed partial class OrleansCallRouter : ICallRouter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    private readonly IGrainFactory _grains;
    private readonly int _maxWaiting;
    private readonly TimeProvider _time;
    private readonly ILogger<OrleansCallRouter> _logger;
    private int _waiting;

    /// <summary>Makes a router.</summary>
    /// <param name="grains">The silo's or the client's.</param>
    /// <param name="options">Of which it keeps <see cref="GrainOptions.MaxWaiting"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of retries.</param>
    public OrleansCallRouter(IGrainFactory grains, IOptions<GrainOptions> options, TimeProvider time, ILogger<OrleansCallRouter> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _grains = grains;
        _maxWaiting = options.Value.MaxWaiting;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    /// <exception cref="JournalFormatException">The grain's journal cannot be read by the silo that hosts
    /// it.</exception>
    /// <exception cref="ArgumentException">The grain cannot act on the message, for example because it names a flow
    /// that does not exist.</exception>
    public async Task<Receipt> SendAsync(FlowAddress address, GrainMessage message, CancellationToken cancellationToken = default)
    {
        var grain = _grains.GetGrain(address);
        var wire = WireMessage.Of(message);
        if (Interlocked.Increment(ref _waiting) > _maxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new OverloadedException($"{_maxWaiting} messages wait for their grains already.", TimeSpan.FromSeconds(1));
        }

        try
        {
            return await DeliverAsync(grain, address, wire, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<Receipt> DeliverAsync(IFlowGrain grain, FlowAddress address, WireMessage message, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        for (var delay = RetryDelay; ; delay *= 2)
        {
            Exception failure;
            try
            {
                var reply = await grain.SendAsync(message, cancellationToken);
                if (reply.Fault is not { Kind: FaultKind.Lost } lost)
                {
                    return reply.Read();
                }

                failure = lost.ToException();
            }
            catch (GatewayTooBusyException e)
            {
                throw new OverloadedException($"The silos are too busy: {e.Message}", TimeSpan.FromSeconds(1));
            }
            catch (Exception e) when (IsRuntimes(e) && !cancellationToken.IsCancellationRequested)
            {
                failure = e;
            }

            if (_time.GetElapsedTime(started) + delay > Patience)
            {
                throw new JournalUnavailableException($"{address} could not be reached; whether it has the message is not known: {failure.Message} Try again.", failure);
            }

            LogRetry(address, failure.Message);
            await Task.Delay(delay, _time, cancellationToken);
        }
    }

    /// <summary>
    /// Whether the runtime failed, not the grain: silos that died, connections, timeouts, a client that is stopping.
    /// </summary>
    private static bool IsRuntimes(Exception e) =>
        e is not (JournalUnavailableException or JournalFormatException or OverloadedException or ArgumentException);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Grain} is asked again: {Reason}")]
    private partial void LogRetry(FlowAddress grain, string reason);
}
