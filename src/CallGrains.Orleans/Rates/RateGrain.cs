using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace CallGrains.Orleans;

/// <summary>
/// One governor for all silos. Reentrant: requests wait in the governor's queue, not in the grain's, so that urgent
/// ones pass by. A lease is a lease: when its silo dies, it counts as sent for as long as it could have been. When this
/// grain's own silo dies, its memory of the windows dies too, so a new activation counts each limit as used up for as
/// long as any of the lost turns may count. A silo that stops in order hands its memory to another one
/// (<see cref="RateHandover"/>). Never put away for idleness: a window may be as long as an hour.
/// </summary>
[Reentrant]
[KeepAlive]
[GrainType("callgrains.rate")]
internal sealed class RateGrain : Grain, IRateGrain, IGrainMigrationParticipant, IDisposable
{
    /// <summary>Shorter than the call's own time limit: who asks learns that it waits still.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Long after a lease has ceased to count.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);

    private readonly Dictionary<long, IRateLease> _leases = [];
    private readonly Queue<WireLease> _granted = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly Governor _governor;
    private readonly RateHandover _handover;
    private readonly TimeProvider _time;
    private long _number;
    private bool _hasTakenOver;

    public RateGrain(DepartureWatch departures, RateHandover handover, TimeProvider time, IServiceProvider services)
    {
        (_time, _handover) = (time, handover);

        // A silo may still tell of a lease of an activation before this one.
        _number = time.GetUtcNow().Ticks;
        _governor = new Governor(time, services.GetService<IMeterFactory>(), limit => _hasTakenOver ? TimeSpan.Zero : departures.UsedUpFor(limit));
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _handover.Add(GrainContext, this);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _handover.Remove(GrainContext);
        return Task.CompletedTask;
    }

    /// <summary>Whoever waits is told to ask again, where this grain is then.</summary>
    public void Leave() => _leaving.Cancel();

    public void OnDehydrate(IDehydrationContext dehydrationContext) =>
        dehydrationContext.TryAddValue(WireCounted.Name, _governor.Counted().Select(WireCounted.Of).ToArray());

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.TryGetValue<WireCounted[]>(WireCounted.Name, out var counted) && counted is not null)
        {
            _hasTakenOver = true;
            _governor.TakeOver(counted.Select(c => c.Read()));
        }
    }

    public async Task<WireLease> AcquireAsync(WireRate ask, CancellationToken cancellationToken = default)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token, _leaving.Token);
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

    public void Dispose()
    {
        _governor.Dispose();
        _leaving.Dispose();
    }

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
