using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace CallGrains.Orleans;

/// <summary>
/// One governor for all silos. Reentrant: requests wait in the governor's queue, not in the grain's, so that urgent
/// ones pass by. A lease is a lease: when its silo dies, it counts as sent for as long as it could have been. When this
/// grain's own silo dies, its memory of the windows dies too, so a new activation counts each limit as used up for as
/// long as any of the lost turns may count. Never put away for idleness: a window may be as long as an hour.
/// </summary>
[Reentrant]
[KeepAlive]
[GrainType("callgrains.rate")]
internal sealed class RateGrain : Grain, IRateGrain, IDisposable
{
    /// <summary>Shorter than the call's own time limit: who asks learns that it waits still.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Long after a lease has ceased to count.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);

    private readonly Dictionary<long, IRateLease> _leases = [];
    private readonly Queue<WireLease> _granted = new();
    private readonly Governor _governor;
    private readonly TimeProvider _time;
    private long _number;

    public RateGrain(DepartureWatch departures, TimeProvider time, IServiceProvider services)
    {
        _time = time;

        // A silo may still tell of a lease of an activation before this one.
        _number = time.GetUtcNow().Ticks;
        _governor = new Governor(time, services.GetService<IMeterFactory>(), departures.UsedUpFor);
    }

    public async Task<WireLease> AcquireAsync(WireRate ask, CancellationToken cancellationToken = default)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var lease = await _governor.AcquireAsync(ask.Read(this.GetPrimaryKeyString()), ask.Waited, giveUp.Token);
            return Note(lease);
        }
        catch (OperationCanceledException)
        {
            return default;
        }
    }

    public Task EndAsync(long number, LeaseEnd end, TimeSpan? retryAfter)
    {
        if (_leases.Remove(number, out var lease))
        {
            End(lease, end, retryAfter);
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _governor.Dispose();

    private static void End(IRateLease lease, LeaseEnd end, TimeSpan? retryAfter)
    {
        switch (end)
        {
            case LeaseEnd.GivenBack:
                lease.GiveBack();
                break;
            case LeaseEnd.Refused:
                lease.Refused(retryAfter);
                lease.Dispose();
                break;
            default:
                lease.Dispose();
                break;
        }
    }

    /// <summary>
    /// Remembers a lease until its silo tells of it. The governor itself lets go those that nobody tells of; their
    /// entries here go later.
    /// </summary>
    private WireLease Note(IRateLease lease)
    {
        var now = _time.GetUtcNow();
        while (_granted.TryPeek(out var oldest) && oldest.GrantedAt < now - Memory)
        {
            _leases.Remove(_granted.Dequeue().Number);
        }

        var granted = new WireLease { Number = ++_number, GrantedAt = now };
        _leases.Add(granted.Number, lease);
        _granted.Enqueue(granted);
        return granted;
    }
}
