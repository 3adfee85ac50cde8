using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Placement;

namespace CallGrains.Orleans;

/// <summary>
/// Moves the grains of a silo that stops in order to others, and wakes them there: their callers hear no pause. Those
/// that only wait are left to the sweep that follows the silo's end. Safe for many threads.
/// </summary>
internal sealed partial class GrainHandover(
    SiloActivations activations, IClusterMembershipService membership, ILocalSiloDetails silo, IGrainFactory grains, IOptions<GrainOptions> options, TimeProvider time, ILogger<GrainHandover> logger)
{
    /// <summary>For a grain that waits for an append.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>New calls come until the others see this silo stop.</summary>
    private const int Rounds = 3;

    /// <summary>Ends when they are at work elsewhere, or it has taken too long.</summary>
    /// <param name="cancellationToken">The silo is in a hurry: the rest is left to the sweep.</param>
    public async Task MoveAllAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var (moved, turn) = (0, 0);
        var bounds = new ParallelOptions { MaxDegreeOfParallelism = options.Value.RecoveryParallelism, TaskScheduler = options.Value.Scheduler, CancellationToken = cancellationToken };
        try
        {
            for (var round = 0; round < Rounds && Others() is { Length: > 0 } others && activations.AtWork is { Count: > 0 } live; round++)
            {
                await Parallel.ForEachAsync(live, bounds, async (grain, stop) =>
                {
                    await MoveAsync(grain.Key, grain.Value, others[Interlocked.Increment(ref turn) % others.Length], stop);
                    Interlocked.Increment(ref moved);
                });
            }
        }
        catch (OperationCanceledException)
        {
            LogLeft(activations.AtWork.Count);
        }

        if (moved > 0)
        {
            LogMoved(moved, time.GetElapsedTime(began));
        }
    }

    private async Task MoveAsync(IGrainContext context, GrainActivation activation, SiloAddress heir, CancellationToken stop)
    {
        var isBusy = !activation.TryRetire(TimeSpan.Zero);
        context.Migrate(new Dictionary<string, object> { [IPlacementDirector.PlacementHintKey] = heir }, stop);
        try
        {
            await context.Deactivated.WaitAsync(Patience, time, stop);
        }
        catch (TimeoutException)
        {
            // It waits for an append still; the sweep wakes it.
            return;
        }

        if (isBusy)
        {
            await grains.TryWakeAsync(activation.Address, logger);
        }
    }

    private SiloAddress[] Others() =>
        [.. membership.CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active && !m.SiloAddress.Equals(silo.SiloAddress)).Select(m => m.SiloAddress)];

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} grains went to other silos in {Time}: this silo stops.")]
    private partial void LogMoved(int count, TimeSpan time);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} grains are left for the others to find: this silo has no more time to stop.")]
    private partial void LogLeft(int count);
}
