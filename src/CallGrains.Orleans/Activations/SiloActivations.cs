using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Placement;

namespace CallGrains.Orleans;

/// <summary>
/// The flows alive in this silo: loads them, puts them away when idle, and sees to it that one that was lost comes
/// back. Safe for many threads.
/// </summary>
internal sealed partial class SiloActivations(
    GrainActivator activator, FlowWhereabouts flows, IJournal journal, IGrainFactory grains, IOptions<GrainOptions> options, TimeProvider time, ILogger<SiloActivations> logger) : IAsyncDisposable
{
    private static readonly TimeSpan ReloadDelay = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<IGrainContext, GrainActivation> _live = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Those alive here.</summary>
    public IEnumerable<GrainActivation> Live => _live.Values;

    /// <summary>The grains alive here, for diagnosis.</summary>
    public IEnumerable<FlowAddress> Addresses => _live.Values.Select(a => a.Address);

    /// <summary>Those of them that are passivated.</summary>
    public IEnumerable<FlowAddress> Passivated => _live.Values.Where(a => a.IsPassivated).Select(a => a.Address);

    /// <summary>Those that are not, with what the runtime knows of them.</summary>
    public IReadOnlyList<KeyValuePair<IGrainContext, GrainActivation>> AtWork => [.. _live.Where(g => !g.Value.IsPassivated)];

    /// <summary>
    /// Reads a grain from its journal and lets it go on. One whose flow only other silos have, in a rolling update for
    /// example, moves to one of them.
    /// </summary>
    /// <exception cref="GrainLostException">It moves.</exception>
    public async Task<GrainActivation> LoadAsync(IGrainContext context, FlowAddress address)
    {
        var activation = await activator.ActivateAsync(address, reason => OnLost(context, address, reason), (flow, version) => TryMove(context, address, flow, version));
        _live[context] = activation;
        return activation;
    }

    /// <summary>
    /// Ends an activation whose grain leaves this silo; what it had still to do is taken up wherever it is next.
    /// </summary>
    public async Task UnloadAsync(IGrainContext context, GrainActivation activation)
    {
        if (!activation.TryRetire(TimeSpan.Zero))
        {
            WakeLater(activation.Address);
        }

        await EndAsync(context);
    }

    /// <summary>
    /// Passivates the grains that only wait, and puts away those that have nothing to do; ended ones at once.
    /// </summary>
    /// <returns>Those that go.</returns>
    public IReadOnlyList<IGrainContext> PutAwayIdle()
    {
        var idle = new List<IGrainContext>();
        foreach (var (context, activation) in _live)
        {
            if (activation.TryRetire(options.Value.IdleTimeout))
            {
                idle.Add(context);
            }
            else
            {
                activation.TryPassivate();
            }
        }

        idle.ForEach(c => c.Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "It has nothing to do.")));
        return idle;
    }

    /// <summary>
    /// Asks the carrier what the grains here have missed, and wakes those that are not in memory: this silo has stood
    /// still.
    /// </summary>
    /// <param name="pause">How long.</param>
    public async Task LookForMissedAsync(TimeSpan pause)
    {
        var bounds = new ParallelOptions { MaxDegreeOfParallelism = options.Value.RecoveryParallelism, TaskScheduler = options.Value.Scheduler, CancellationToken = _stopping.Token };
        try
        {
            var live = _live.Values.ToList();
            LogPaused(pause, live.Count);
            await Parallel.ForEachAsync(live, bounds, async (activation, _) => await activation.LookForMissedAsync());
            await Parallel.ForEachAsync(LiveAsync(_stopping.Token), bounds, async (address, _) => await grains.TryWakeAsync(address, logger));
        }
        catch (JournalUnavailableException e)
        {
            LogNotListed(e.Message);
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async IAsyncEnumerable<FlowAddress> LiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var state in new[] { GrainState.Live, GrainState.Ending })
        {
            var query = new GrainQuery { State = state, Size = 1000 };
            do
            {
                var page = await journal.ListAsync(query, cancellationToken);
                foreach (var summary in page.Items)
                {
                    yield return summary.Address;
                }

                query = query with { After = page.Next };
            }
            while (query.After is not null);
        }
    }

    /// <summary>Puts a grain away after a message that began nothing.</summary>
    public static void PutAwayUnbegun(IGrainContext context, GrainActivation? activation)
    {
        if (activation?.TryRetireUnbegun() == true)
        {
            context.Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "Nothing has begun here."));
        }
    }

    /// <summary>Whether a message would begin a grain with a flow that this silo does not know.</summary>
    public bool IsForeign(GrainMessage message) => flows.IsForeign(message);

    /// <summary>Lets a grain that nothing has begun go to a silo that has more flows.</summary>
    /// <param name="context">The grain's.</param>
    /// <param name="address">The grain.</param>
    /// <param name="activation">Null when its journal has not been read here.</param>
    /// <returns>Whether it goes.</returns>
    public async Task<bool> TryMoveUnbegunAsync(IGrainContext context, FlowAddress address, GrainActivation? activation)
    {
        if (flows.FindNewer(context.GrainId.Type) is not { } newer)
        {
            return false;
        }

        if (activation is null ? await journal.ReadSummaryAsync(address) is { Flow.Length: > 0 } : !activation.TryRetireUnbegun())
        {
            return false;
        }

        await EndAsync(context);
        context.Migrate(new Dictionary<string, object> { [IPlacementDirector.PlacementHintKey] = newer });
        return true;
    }

    /// <summary>Lets the grains go that wait for a flow which another silo has by now.</summary>
    public void MoveStuck()
    {
        foreach (var (context, activation) in _live)
        {
            if (activation.MissingFlow is { } flow)
            {
                TryMove(context, activation.Address, flow.Name, flow.Version);
            }
        }
    }

    /// <summary>Grains that are lost from now on are left to other silos.</summary>
    public void Stop() => _stopping.Cancel();

    /// <summary>
    /// Ends what a hard stop of the silo has left behind: all at once, whatever append one of them waits for.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await Task.WhenAll(_live.Keys.Select(EndAsync));
    }

    private async Task EndAsync(IGrainContext context)
    {
        if (_live.TryRemove(context, out var activation))
        {
            await activation.DisposeAsync();
        }
    }

    private bool TryMove(IGrainContext context, FlowAddress address, string flow, int version)
    {
        if (flows.Find(context.GrainId.Type, flow, version) is not { } silo)
        {
            return false;
        }

        LogMoves(address, silo, flow, version);
        context.Migrate(new Dictionary<string, object> { [IPlacementDirector.PlacementHintKey] = silo });
        WakeLater(address);
        return true;
    }

    private void OnLost(IGrainContext context, FlowAddress address, Exception reason)
    {
        context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, reason, "Its journal did not take an append."));
        WakeLater(address);
    }

    private void WakeLater(FlowAddress address)
    {
        if (!_stopping.IsCancellationRequested)
        {
            _ = Task.Factory.StartNew(() => WakeAsync(address), CancellationToken.None, TaskCreationOptions.DenyChildAttach, options.Value.Scheduler);
        }
    }

    private async Task WakeAsync(FlowAddress address)
    {
        do
        {
            await Task.Delay(ReloadDelay, time, _stopping.Token);
        }
        while (!await grains.TryWakeAsync(address, logger));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "This silo stood still for {Pause}: the carrier is asked what was missed meanwhile, about {Count} grains in memory and all others that are not over.")]
    private partial void LogPaused(TimeSpan pause, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The grains that are not over could not be listed: {Reason}")]
    private partial void LogNotListed(string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Grain} moves to {Silo}, which has version {Version} of its flow '{Flow}'; this silo has not.")]
    private partial void LogMoves(FlowAddress grain, SiloAddress silo, string flow, int version);
}
