using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Hosts grains in this process: one activation a grain, brought to life by its first message, passivated while it
/// waits, put away when idle, woken when due, and brought back after a restart.
/// </summary>
/// <remarks>
/// Safe for many threads. Exactly one host may be live on a journal; a second one loses its appends with conflicts, not
/// the journal its order.
/// </remarks>
public sealed partial class GrainHost : ICallRouter, IAsyncDisposable
{
    private const int MaxTries = 5;
    private static readonly TimeSpan ReloadDelay = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<FlowAddress, Lazy<Task<GrainActivation>>> _grains = new();
    private readonly GrainServices _services;
    private readonly GrainOptions _options;
    private readonly ILogger<GrainHost> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stop;
    private readonly Action<GrainActivation, Exception> _onLost;
    private bool _disposed;
    private Task _sweeping = Task.CompletedTask;
    private Task _looking = Task.CompletedTask;
    private int _waiting;

    internal GrainHost(GrainServices services, IOptions<GrainOptions> options, ILogger<GrainHost> logger)
    {
        _services = services;
        _options = options.Value;
        _logger = logger;
        _stop = _stopping.Token;
        _onLost = OnLost;
        services.Metrics.Watch(() => Loaded);
    }

    /// <summary>Whether all grains that were live at the last stop are back.</summary>
    public bool IsRecovered { get; private set; }

    /// <summary>Grains in memory now, passivated or not.</summary>
    public int ActiveCount => _grains.Count;

    /// <summary>Of those, the passivated ones; each is looked at.</summary>
    public int PassivatedCount => Loaded.Count(grain => grain.IsPassivated);

    private IEnumerable<GrainActivation> Loaded => _grains.Select(g => g.Value).Where(g => g is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }).Select(g => g.Value.Result);

    /// <inheritdoc/>
    public async Task<Receipt> SendAsync(FlowAddress address, GrainMessage message, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Increment(ref _waiting) > _options.MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new OverloadedException($"{_options.MaxWaiting} messages wait for the journal already.", TimeSpan.FromSeconds(1));
        }

        try
        {
            var delivered = DeliverAsync(address, message);
            return await (cancellationToken.CanBeCanceled ? new(delivered.AsTask().WaitAsync(cancellationToken)) : delivered);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>
    /// Brings back every grain that was live when the last process stopped, and keeps sweeping. Call it once, when
    /// callbacks can come in.
    /// </summary>
    /// <param name="cancellationToken">Ends the recovery.</param>
    /// <returns>How many grains are back.</returns>
    public async Task<int> RecoverAsync(CancellationToken cancellationToken = default)
    {
        // Meanwhile already: a million that come back at once need not all be reactivated at once.
        _sweeping = SweepAsync();
        var count = await WakeLiveAsync(cancellationToken);
        IsRecovered = true;
        LogRecovered(count);
        return count;
    }

    /// <summary>Wakes all grains that are not over and not in memory; returns how many are awake.</summary>
    private async Task<int> WakeLiveAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var state in new[] { GrainState.Live, GrainState.Ending })
        {
            await Parallel.ForEachAsync(
                LiveAsync(state, cancellationToken),
                new ParallelOptions { MaxDegreeOfParallelism = _options.RecoveryParallelism, TaskScheduler = _options.Scheduler, CancellationToken = cancellationToken },
                async (address, _) =>
                {
                    if (await TryWakeAsync(address))
                    {
                        Interlocked.Increment(ref count);
                    }
                    else
                    {
                        WakeLater(address);
                    }
                });
        }

        return count;
    }

    /// <summary>Stops all grains: nothing more is decided or sent, and what is being written is finished.</summary>
    public async ValueTask DisposeAsync()
    {
        // The container hands it out under two types, and disposes what it handed out for each.
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        _stopping.Cancel();
        await Task.WhenAny(_sweeping);
        foreach (var grain in _grains.Values)
        {
            if (await Task.WhenAny(grain.Value) is { IsCompletedSuccessfully: true } activation)
            {
                await activation.Result.DisposeAsync();
            }
        }

        _grains.Clear();
        _stopping.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Receipt> DeliverAsync(FlowAddress address, GrainMessage message)
    {
        for (var attempt = 1; ; attempt++)
        {
            var grain = await GetAsync(address);
            try
            {
                return await grain.TakeAsync(message);
            }
            catch (Exception e) when (e is GrainLostException or JournalConflictException && attempt < MaxTries && !_stop.IsCancellationRequested)
            {
                Remove(grain);
            }
            catch (GrainLostException e)
            {
                throw new JournalUnavailableException($"{address} could not be kept in memory; try again.", e);
            }
            catch (JournalConflictException e)
            {
                throw new JournalUnavailableException($"{address} is being written by another process; try again.", e);
            }
            finally
            {
                PutAwayUnbegun(grain);
            }
        }
    }

    private void PutAwayUnbegun(GrainActivation grain)
    {
        if (!grain.HasBegun && grain.TryRetireUnbegun())
        {
            Remove(grain);
        }
    }

    private ValueTask<GrainActivation> GetAsync(FlowAddress address)
    {
        ThrowIfStopping();
        return _grains.TryGetValue(address, out var slot) && slot is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } loaded } ? new(loaded.Result) : LoadAsync(address);
    }

    private async ValueTask<GrainActivation> LoadAsync(FlowAddress address)
    {
        var slot = _grains.GetOrAdd(address, static (a, host) => new(() => GrainActivation.LoadAsync(a, host._services, host._onLost)), this);
        try
        {
            var grain = await slot.Value;
            if (_stop.IsCancellationRequested)
            {
                await grain.DisposeAsync();
                ThrowIfStopping();
            }

            return grain;
        }
        catch
        {
            _grains.TryRemove(new(address, slot));
            throw;
        }
    }

    private void ThrowIfStopping()
    {
        if (_stop.IsCancellationRequested)
        {
            throw new OverloadedException("This process is stopping.", TimeSpan.FromSeconds(2));
        }
    }

    private void Remove(GrainActivation grain)
    {
        if (_grains.TryGetValue(grain.Address, out var slot) && slot is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } && ReferenceEquals(slot.Value.Result, grain))
        {
            _grains.TryRemove(new(grain.Address, slot));
        }
    }

    /// <summary>
    /// An activation lost its place in the journal; what it had acknowledged must still be acted on, so the grain is
    /// read again.
    /// </summary>
    private void OnLost(GrainActivation grain, Exception reason)
    {
        Remove(grain);
        WakeLater(grain.Address);
    }

    /// <summary>Not every grain with work to do has a wake-up that the sweep would find.</summary>
    private void WakeLater(FlowAddress address) => _services.Start(async () =>
    {
        do
        {
            await Task.Delay(ReloadDelay, _services.Time, _stop);
        }
        while (!await TryWakeAsync(address));
    });

    private async Task<bool> TryWakeAsync(FlowAddress address)
    {
        try
        {
            var grain = await GetAsync(address);
            if (grain.IsRetired)
            {
                Remove(grain);
                return false;
            }

            return true;
        }
        catch (JournalUnavailableException e)
        {
            LogUnreadable(address, e.Message);
            return false;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Trying again would not help; one grain that cannot be read holds up no other.
            LogUnreadable(address, e.Message);
            return true;
        }
    }

    private async IAsyncEnumerable<FlowAddress> LiveAsync(GrainState state, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var page = await _services.Journal.ListAsync(new GrainQuery { State = state, Size = 1000, After = after }, cancellationToken);
            foreach (var summary in page.Items)
            {
                yield return summary.Address;
            }

            after = page.Next;
        }
        while (after is not null);
    }

    private async Task SweepAsync()
    {
        using var timer = new PeriodicTimer(_options.SweepInterval, _services.Time);
        var pauses = new PauseWatch(_services.Time, _options.SweepInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop))
            {
                if (pauses.End() is { } pause && _looking.IsCompleted)
                {
                    _looking = LookForMissedAsync(pause);
                }

                var began = _services.Time.GetTimestamp();
                PutAwayIdle();
                _services.Metrics.Swept("idle", _services.Time.GetElapsedTime(began));
                await WakeDueAsync();
                pauses.Begin();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    /// <summary>As after a restart, but that those in memory are asked about where they are.</summary>
    private async Task LookForMissedAsync(TimeSpan pause)
    {
        try
        {
            var loaded = Loaded.ToList();
            LogPaused(pause, loaded.Count);
            await Parallel.ForEachAsync(
                loaded,
                new ParallelOptions { MaxDegreeOfParallelism = _options.RecoveryParallelism, TaskScheduler = _options.Scheduler, CancellationToken = _stop },
                async (grain, _) => await grain.LookForMissedAsync());
            await WakeLiveAsync(_stop);
        }
        catch (JournalUnavailableException e)
        {
            LogSweepFailed(e.Message);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private void PutAwayIdle()
    {
        foreach (var grain in Loaded)
        {
            if (grain.TryRetire(_options.IdleTimeout))
            {
                Remove(grain);
            }
            else
            {
                grain.TryPassivate();
            }
        }
    }

    /// <summary>Those due before the next sweep too: awake, they are on time.</summary>
    private async Task WakeDueAsync()
    {
        var began = _services.Time.GetTimestamp();
        try
        {
            var due = await _services.Journal.ListDueAsync(_services.Time.GetUtcNow() + _options.SweepInterval, 1000, _stop);
            _services.Metrics.Woken(due.Count);
            foreach (var address in due)
            {
                await TryWakeAsync(address);
            }

            _services.Metrics.Swept("due", _services.Time.GetElapsedTime(began));
        }
        catch (JournalUnavailableException e)
        {
            LogSweepFailed(e.Message);
        }
    }
}
