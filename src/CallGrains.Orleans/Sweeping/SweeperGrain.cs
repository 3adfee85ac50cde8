using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.Orleans;

/// <summary>One shard of the sweeper, by its number.</summary>
[Alias("callgrains.sweeper")]
internal interface ISweeperGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Starts a sweep, unless one runs or has just run. Every silo pokes every shard, so that no silo's death leaves
    /// one unattended.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    [Alias("poke")]
    [ResponseTimeout("00:00:02")]
    Task PokeAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Wakes the grains of its share that nobody else would: those whose wake-up is overdue, and, when it starts or a silo
/// has gone, all whose call is not settled, since the silo may have died between an acknowledgement and what followed
/// from it. Waking one that is alive does nothing.
/// </summary>
[GrainType("callgrains.sweeper")]
internal sealed partial class SweeperGrain(
    IJournal journal,
    IGrainFactory grains,
    IClusterMembershipService membership,
    IOptions<SweepOptions> sweep,
    IOptions<GrainOptions> options,
    TimeProvider time,
    CallGrainsMetrics metrics,
    ILogger<SweeperGrain> logger) : Grain, ISweeperGrain, IDisposable
{
    private const int DueLimit = 1000;

    private readonly HashSet<FlowAddress> _orphans = [];
    private readonly CancellationTokenSource _stopping = new();
    private HashSet<SiloAddress>? _dead;
    private Task _sweeping = Task.CompletedTask;
    private long? _sweptAt;

    public Task PokeAsync(CancellationToken cancellationToken = default)
    {
        var isTime = _sweptAt is not { } last || time.GetElapsedTime(last) >= options.Value.SweepInterval / 2 || !DeadSilos().IsSubsetOf(_dead ?? []);
        if (_sweeping.IsCompleted && isTime)
        {
            _sweptAt = time.GetTimestamp();
            _sweeping = SweepAsync();
        }

        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _sweeping.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task SweepAsync()
    {
        var began = time.GetTimestamp();
        try
        {
            await FindOrphansAsync();
            metrics.Woken(_orphans.Count);
            await WakeOrphansAsync();
            metrics.Swept("due", time.GetElapsedTime(began));
        }
        catch (JournalUnavailableException e)
        {
            LogSweepFailed(this.GetPrimaryKeyLong(), e.Message);
        }
        catch (OperationCanceledException)
        {
            // This shard moves elsewhere.
        }
        catch (Exception e)
        {
            // Nobody awaits a sweep; the next one tries again.
            LogSweepBroke(this.GetPrimaryKeyLong(), e);
        }
    }

    private async Task FindOrphansAsync()
    {
        var dead = DeadSilos();
        if (_dead is null || !dead.IsSubsetOf(_dead))
        {
            await AddUnsettledAsync(GrainState.Live);
            await AddUnsettledAsync(GrainState.Ending);
            LogUnsettledIfAny();
        }

        _dead = dead;
        // Those due before the next sweep too: awake, they are on time.
        Add(await journal.ListDueAsync(time.GetUtcNow() + options.Value.SweepInterval, DueLimit, _stopping.Token));
    }

    private async Task AddUnsettledAsync(GrainState state)
    {
        var query = new GrainQuery { State = state, Size = 1000 };
        do
        {
            var page = await journal.ListAsync(query, _stopping.Token);
            Add(page.Items.Select(summary => summary.Address));
            query = query with { After = page.Next };
        }
        while (query.After is not null);
    }

    private void Add(IEnumerable<FlowAddress> addresses) =>
        _orphans.UnionWith(addresses.Where(a => SweepOptions.ShardOf(a, sweep.Value.Shards) == this.GetPrimaryKeyLong()));

    private async Task WakeOrphansAsync()
    {
        foreach (var batch in _orphans.Chunk(options.Value.RecoveryParallelism))
        {
            _stopping.Token.ThrowIfCancellationRequested();
            var awake = await Task.WhenAll(batch.Select(address => grains.TryWakeAsync(address, logger)));
            _orphans.ExceptWith(batch.Where((_, i) => awake[i]));
        }
    }

    /// <summary>The dead stay listed for days, so that none is missed, however short it lived.</summary>
    private HashSet<SiloAddress> DeadSilos() => membership.CurrentSnapshot.Members.Values
        .Where(m => m.Status == SiloStatus.Dead)
        .Select(m => m.SiloAddress)
        .ToHashSet();

    private void LogUnsettledIfAny()
    {
        if (_orphans.Count > 0)
        {
            LogUnsettled(this.GetPrimaryKeyLong(), _orphans.Count);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sweeper {Shard} wakes {Count} grains: it has started, or a silo has gone.")]
    private partial void LogUnsettled(long shard, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sweeper {Shard} could not list what is due: {Reason}")]
    private partial void LogSweepFailed(long shard, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sweeper {Shard} failed; its next sweep tries again.")]
    private partial void LogSweepBroke(long shard, Exception e);
}
