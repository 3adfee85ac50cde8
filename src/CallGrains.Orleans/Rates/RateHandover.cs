using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Placement;

namespace CallGrains.Orleans;

/// <summary>
/// Moves the governors of a silo that stops in order to another one, with what they have counted: nobody waits for
/// windows of which it is known how full they are. A silo that dies hands over nothing (<see cref="DepartureWatch"/>).
/// </summary>
/// <remarks>
/// It comes first of all when a silo stops: the grains are deactivated afterwards. Where the move fails, the next
/// activation may not know of this one's uses for the moment until the others see this silo leave; the carrier's
/// refusal holds it back then.
/// </remarks>
internal sealed partial class RateHandover(IClusterMembershipService membership, ILocalSiloDetails silo, ILogger<RateHandover> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<IGrainContext, RateGrain> _governors = new();

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(RateHandover), ServiceLifecycleStage.Active, _ => Task.CompletedTask, HandOverAsync);

    public void Add(IGrainContext context, RateGrain governor) => _governors[context] = governor;

    public void Remove(IGrainContext context) => _governors.TryRemove(context, out _);

    private async Task HandOverAsync(CancellationToken cancellationToken)
    {
        var heirs = membership.CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active && !m.SiloAddress.Equals(silo.SiloAddress)).Select(m => m.SiloAddress).ToList();
        if (heirs.Count > 0 && !cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAll(_governors.Select(g => MoveAsync(g.Key, g.Value, heirs[Random.Shared.Next(heirs.Count)], cancellationToken)));
        }
    }

    private async Task MoveAsync(IGrainContext context, RateGrain governor, SiloAddress heir, CancellationToken cancellationToken)
    {
        context.Migrate(new Dictionary<string, object> { [IPlacementDirector.PlacementHintKey] = heir }, cancellationToken);
        governor.Leave();
        try
        {
            await context.Deactivated.WaitAsync(Patience, cancellationToken);
            LogMoved(context.GrainId, heir);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            LogNotMoved(context.GrainId, Patience);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The governor {Grain} goes on in {Silo}: this silo stops.")]
    private partial void LogMoved(GrainId grain, SiloAddress silo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The governor {Grain} could not be handed over within {Patience}: the next one counts each limit as used up for a while.")]
    private partial void LogNotMoved(GrainId grain, TimeSpan patience);
}
