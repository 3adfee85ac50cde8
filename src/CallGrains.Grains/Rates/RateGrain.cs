using System.Diagnostics.Metrics;
using CallGrains.Flows;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace CallGrains.Grains;

/// <summary>
/// One governor for all silos. Reentrant: requests wait in the governor's queue, not in the grain's, so that urgent ones pass by. A turn is a lease: when its silo
/// dies, it counts as sent for as long as it could have been. When this grain's own silo dies, its memory of the windows dies too, so a new
/// activation counts each limit as used up for as long as any of the lost turns may count. Never put away for idleness: a window may be as long as an hour.
/// </summary>
[Reentrant]
[KeepAlive]
[GrainType("callgrains.rate")]
internal sealed class RateGrain : Grain, IRateGrain, IDisposable
{
    /// <summary>Shorter than the call's own time limit: who asks learns that it waits still.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Long after a turn has ceased to count.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);

    private readonly Dictionary<long, IRateTurn> _turns = [];
    private readonly Queue<WireTurn> _granted = new();
    private readonly Governor _governor;
    private readonly TimeProvider _time;
    private long _number;

    public RateGrain(DepartureWatch departures, TimeProvider time, IServiceProvider services)
    {
        _time = time;

        // A silo may still tell of a turn of an activation before this one.
        _number = time.GetUtcNow().Ticks;
        _governor = new Governor(time, services.GetService<IMeterFactory>(), departures.UsedUpFor);
    }

    public async Task<WireTurn> AcquireAsync(WireRate ask, CancellationToken cancellationToken = default)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var turn = await _governor.AcquireAsync(ask.Read(this.GetPrimaryKeyString()), ask.Waited, giveUp.Token);
            return Note(turn);
        }
        catch (OperationCanceledException)
        {
            return default;
        }
    }

    public Task EndAsync(long number, TurnEnd end, TimeSpan? retryAfter)
    {
        if (_turns.Remove(number, out var turn))
        {
            End(turn, end, retryAfter);
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _governor.Dispose();

    private static void End(IRateTurn turn, TurnEnd end, TimeSpan? retryAfter)
    {
        switch (end)
        {
            case TurnEnd.GivenBack:
                turn.GiveBack();
                break;
            case TurnEnd.Refused:
                turn.Refused(retryAfter);
                turn.Dispose();
                break;
            default:
                turn.Dispose();
                break;
        }
    }

    /// <summary>Remembers a turn until its silo tells of it. The governor itself lets go those that nobody tells of; their entries here go later.</summary>
    private WireTurn Note(IRateTurn turn)
    {
        var now = _time.GetUtcNow();
        while (_granted.TryPeek(out var oldest) && oldest.GrantedAt < now - Memory)
        {
            _turns.Remove(_granted.Dequeue().Number);
        }

        var granted = new WireTurn { Number = ++_number, GrantedAt = now };
        _turns.Add(granted.Number, turn);
        _granted.Enqueue(granted);
        return granted;
    }
}
