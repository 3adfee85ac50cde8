using CallGrains.Orleans;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Cluster.Tests;

/// <content>What silos and sweeper do by themselves, by the world's clock (SweepTests have the real ones).</content>
internal sealed partial class Tenant
{
    private async Task RecoverAsync()
    {
        foreach (var state in new[] { GrainState.Live, GrainState.Ending })
        {
            var live = await process.Journal.ListAsync(new GrainQuery { State = state, Size = 1000 });
            await Task.WhenAll(live.Items.Select(h => WakeAsync(h.Address)));
        }
    }

    private async Task WakeAsync(FlowAddress address)
    {
        while (!await _entries[_sent++ % _entries.Count].TryWakeAsync(address, NullLogger.Instance))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Time);
        }
    }

    private async Task SweepAsync()
    {
        while (!process.IsDead)
        {
            await Task.Delay(Options.Value.SweepInterval, Time);
            foreach (var silo in _silos.Values)
            {
                WaitForEnd(silo.PutAwayIdle());
            }

            foreach (var address in await process.Journal.ListDueAsync(Time.GetUtcNow() + Options.Value.SweepInterval, 1000))
            {
                _ = WakeAsync(address);
            }
        }
    }

    private void Leave()
    {
        foreach (var silo in _silos.Values)
        {
            // Not awaited: an append of a process that has died never ends.
            _ = silo.DisposeAsync().AsTask();
        }

        List<IGrainContext> left;
        lock (_contexts)
        {
            left = [.. _contexts];
        }

        left.ForEach(c => c.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "Its process has died.")));
        WaitForEnd(left);
    }

    /// <summary>The world stands still meanwhile.</summary>
    private static void WaitForEnd(IReadOnlyList<IGrainContext> grains)
    {
        if (!Task.WhenAll(grains.Select(g => g.Deactivated)).Wait(Post.RealLimit))
        {
            throw new TimeoutException($"Of {grains.Count} grains some have not left their silos within {Post.RealLimit.TotalSeconds} s of the real clock.");
        }
    }
}
