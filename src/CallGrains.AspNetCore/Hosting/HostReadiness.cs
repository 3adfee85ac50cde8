using CallGrains.AspNetCore.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>What this host needs before it can take calls: its journal, the calls of before, and its numbers at the carrier.</summary>
internal sealed class HostReadiness(IJournal journal, NumberProvisioning provisioning, IServiceProvider services) : IReadiness
{
    public async ValueTask<IReadOnlyList<ReadinessCheck>> CheckAsync(CancellationToken cancellationToken) =>
    [
        await CheckJournalAsync(cancellationToken),
        new ReadinessCheck("recovery", services.GetService<GrainHost>() is not { IsRecovered: false } ? null : "the calls of before the last stop are still being brought back"),
        new ReadinessCheck("numbers", provisioning.IsDone ? null : "the numbers are not set up at the carrier yet"),
    ];

    private async ValueTask<ReadinessCheck> CheckJournalAsync(CancellationToken cancellationToken)
    {
        try
        {
            await journal.ListAsync(new GrainQuery { Size = 1 }, cancellationToken);
            return new ReadinessCheck("journal");
        }
        catch (JournalUnavailableException e)
        {
            return new ReadinessCheck("journal", e.Message);
        }
    }
}
