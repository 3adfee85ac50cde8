using CallGrains.Orleans;
using Orleans.Metadata;

namespace CallGrains.Cluster.Tests;

/// <summary>Gives the flows' grains of one silo the flows of the process that lives there now.</summary>
internal sealed class TenantGrains(string silo) : IConfigureGrainTypeComponents, IGrainActivator
{
    private static readonly GrainType Call = GrainType.Create("callgrains.call");
    private static readonly GrainType Conference = GrainType.Create("callgrains.conference");
    private static readonly GrainType Thread = GrainType.Create("callgrains.thread");

    public void Configure(GrainType grainType, GrainProperties properties, GrainTypeSharedContext shared)
    {
        if (grainType == Call || grainType == Conference || grainType == Thread)
        {
            shared.SetComponent<IGrainActivator>(this);
        }
    }

    public object CreateInstance(IGrainContext context)
    {
        var tenant = TwoSilos.Tenant ?? throw new OperationCanceledException("No process lives here.");
        var (activations, readers) = tenant.Admit(context, silo);
        var type = context.GrainId.Type;
        return type == Call ? new CallGrain(activations, readers)
            : type == Conference ? new ConferenceGrain(activations, readers)
            : new ThreadGrain(activations, readers);
    }

    public ValueTask DisposeInstance(IGrainContext context, object instance) => ValueTask.CompletedTask;
}
