namespace CallGrains;

/// <summary>
/// What a command's sender and the governor tell each other while the command is sent. It goes along with the request
/// (<see cref="CommandRequest.Lease"/>), as one command may take several requests, deep within a carrier's client.
/// </summary>
/// <param name="mayGo">Asked when the lease of a request has come, with how long it took; false when the command makes
/// no sense any more.</param>
/// <remarks>One for each command; its members may be used from any thread.</remarks>
public sealed class CommandLease(Func<TimeSpan, ValueTask<bool>> mayGo)
{
    private long _waited;

    /// <summary>Told of each request that was sent for the command; null when nobody wants to know.</summary>
    public Action<CarrierExchange>? Noted { get; init; }

    /// <summary>Whether the bodies of requests that go well are wanted too.</summary>
    public bool NotesBodies { get; init; }

    /// <summary>How long its requests have waited for their leases.</summary>
    public TimeSpan Waited => TimeSpan.FromTicks(Interlocked.Read(ref _waited));

    /// <summary>Tells of a request that was sent for the command, once it is answered or given up.</summary>
    /// <param name="exchange">The request and its answer.</param>
    public void Note(CarrierExchange exchange) => Noted?.Invoke(exchange);

    /// <summary>Waits for the lease of a request, on behalf of this command.</summary>
    /// <param name="limiter">The governor.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the place up.</param>
    /// <exception cref="CommandNotWantedException">The command makes no sense any more; nothing is counted.</exception>
    public async ValueTask<IRateLease> AcquireAsync(IRateLimiter limiter, RateRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limiter);
        var lease = await limiter.AcquireAsync(request, cancellationToken);
        Interlocked.Add(ref _waited, lease.Waited.Ticks);
        try
        {
            return await mayGo(lease.Waited) ? lease : throw new CommandNotWantedException();
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
