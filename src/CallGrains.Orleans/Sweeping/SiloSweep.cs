using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.Orleans;

/// <summary>
/// What each silo does regularly while it is up: puts idle grains away, moves those whose flow it has not, and keeps
/// all shards of the sweeper going, wherever they live. When it stops, its grains go to others.
/// </summary>
internal sealed partial class SiloSweep(
    SiloActivations activations,
    GrainHandover handover,
    IGrainFactory grains,
    IClusterMembershipService membership,
    DepartureWatch departures,
    IOptions<SweepOptions> sweep,
    IOptions<GrainOptions> options,
    TimeProvider time,
    CallGrainsMetrics metrics,
    IHostApplicationLifetime application,
    ILogger<SiloSweep> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _loops = Task.CompletedTask;
    private Task _looking = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SiloSweep), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    public void Dispose() => _stopping.Dispose();

    private Task StartAsync(CancellationToken cancellationToken)
    {
        // Not before callbacks can come in: what the carrier is asked about must not happen unheard right afterwards.
        application.ApplicationStarted.Register(Start);
        return Task.CompletedTask;
    }

    private void Start()
    {
        metrics.Watch(() => activations.Live);
        var pauses = new PauseWatch(time, options.Value.SweepInterval);

        // One loop a shard: a poke that hangs at a silo that has just died holds up no other shard.
        var pokes = Shards.Select(shard => Task.Run(() => EveryAsync(() => PokeAsync(shard))));
        _loops = Task.WhenAll([Task.Run(() => EveryAsync(() => LookAfterAsync(pauses))), Task.Run(PokeAtDeathsAsync), .. pokes]);
    }

    private IEnumerable<int> Shards => Enumerable.Range(0, sweep.Value.Shards);

    /// <summary>The callers of a silo that has died hear silence: nobody waits for the next sweep.</summary>
    private async Task PokeAtDeathsAsync()
    {
        var known = new HashSet<SiloAddress>();
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(_stopping.Token))
            {
                departures.Look();
                var dead = snapshot.Members.Values.Where(m => m.Status == SiloStatus.Dead).Select(m => m.SiloAddress).ToHashSet();
                if (!dead.IsSubsetOf(known))
                {
                    await Task.WhenAll(Shards.Select(PokeAsync)).WaitAsync(_stopping.Token);
                }

                known = dead;
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        activations.Stop();
        await _stopping.CancelAsync();
        await handover.MoveAllAsync(cancellationToken);
        await _loops.WaitAsync(cancellationToken);
    }

    private async Task EveryAsync(Func<Task> work)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
        try
        {
            do
            {
                await work().WaitAsync(_stopping.Token);
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private Task LookAfterAsync(PauseWatch pauses)
    {
        if (pauses.End() is { } pause && _looking.IsCompleted)
        {
            _looking = activations.LookForMissedAsync(pause);
        }

        var began = time.GetTimestamp();
        activations.PutAwayIdle();
        activations.MoveStuck();
        metrics.Swept("idle", time.GetElapsedTime(began));
        pauses.Begin();
        return Task.CompletedTask;
    }

    private async Task PokeAsync(int shard)
    {
        try
        {
            await grains.GetGrain<ISweeperGrain>(shard).PokeAsync();
        }
        catch (Exception e)
        {
            // The shard's silo may just have died: the next poke finds or makes it elsewhere.
            LogNotPoked(shard, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sweeper {Shard} could not be reached: {Reason}")]
    private partial void LogNotPoked(int shard, string reason);
}
