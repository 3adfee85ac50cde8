namespace CallGrains.Flows.Runtime;

/// <summary>
/// What a command's sender and the governor tell each other while the command is sent: it flows along the async calls,
/// as one command may take several requests, deep within a carrier's client.
/// </summary>
/// <remarks>One for each command; its members may be used from any thread.</remarks>
public sealed class CommandLease
{
    private static readonly AsyncLocal<CommandLease?> Ambient = new();
    private readonly Func<TimeSpan, ValueTask<bool>> _mayGo;
    private long _waited;

    private CommandLease(Func<TimeSpan, ValueTask<bool>> mayGo) => _mayGo = mayGo;

    /// <summary>How long its requests have waited for their leases.</summary>
    public TimeSpan Waited => TimeSpan.FromTicks(Interlocked.Read(ref _waited));

    /// <summary>Begins a command: whatever the calling async method awaits from here on belongs to it.</summary>
    /// <param name="mayGo">Asked when a lease has come, with how long it took; false when the command makes no sense
    /// any more.</param>
    public static CommandLease Begin(Func<TimeSpan, ValueTask<bool>> mayGo) => Ambient.Value = new CommandLease(mayGo);

    /// <summary>
    /// Waits for the lease of a request, on behalf of the command that is being sent, if there is one.
    /// </summary>
    /// <param name="limiter">The governor.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the place up.</param>
    /// <exception cref="CommandNotWantedException">The command makes no sense any more; nothing is counted.</exception>
    public static async ValueTask<IRateLease> AcquireAsync(IRateLimiter limiter, RateRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limiter);
        var lease = await limiter.AcquireAsync(request, cancellationToken);
        if (Ambient.Value is not { } command)
        {
            return lease;
        }

        Interlocked.Add(ref command._waited, lease.Waited.Ticks);
        try
        {
            return await command._mayGo(lease.Waited) ? lease : throw new CommandNotWantedException();
        }
        catch
        {
            lease.GiveBack();
            throw;
        }
    }
}

/// <summary>A command made no sense any more when its lease came: its call had ended. It was not sent.</summary>
public sealed class CommandNotWantedException() : Exception("The call ended while the command waited for its lease.");
