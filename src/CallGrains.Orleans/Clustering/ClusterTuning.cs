using Orleans.Configuration;

namespace CallGrains.Orleans;

/// <summary>
/// How soon a dead silo is noticed. A caller hears silence meanwhile, so all is faster than Orleans' defaults: a killed
/// silo is declared dead after about 2 s, one that hangs after about 4 s. Two of the others must agree, so that one
/// that is itself cut off condemns nobody.
/// </summary>
public static class ClusterTuning
{
    /// <summary>Sets what silos do.</summary>
    /// <param name="options">Of a silo.</param>
    public static void Apply(ClusterMembershipOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ProbeTimeout = TimeSpan.FromSeconds(1);
        options.MinProbeTimeout = TimeSpan.FromMilliseconds(500);
        options.MaxProbeTimeout = TimeSpan.FromSeconds(2);
        options.NumMissedProbesLimit = 2;
        options.NumVotesForDeathDeclaration = 2;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);

        // Silos that start wait for those that seem alive: after the death of all, this is what the start takes.
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(1);
        options.NumMissedTableIAmAliveLimit = 3;
    }

    /// <summary>Sets what clients do: new silos get their share of the work after 2 s.</summary>
    /// <param name="options">Of a client.</param>
    public static void Apply(GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2);
    }
}
