using CallGrains.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>Joins silos and clients into a cluster whose members find each other through PostgreSQL.</summary>
public static class PostgresClusterExtensions
{
    private const string Provider = "Npgsql";

    /// <summary>
    /// Keeps this silo's membership in PostgreSQL, tuned so that the calls of a silo that dies go on elsewhere within 5
    /// seconds (<see cref="ClusterTuning"/>; whatever is configured after this call wins). A silo that the others have
    /// declared dead ends its process, with exit code 70.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="connectionString">The database, for Npgsql; Orleans' tables must be there, found by its search
    /// path. <c>PostgresCluster</c> makes them and has this string.</param>
    public static ISiloBuilder UsePostgresCluster(this ISiloBuilder silo, Func<IServiceProvider, string> connectionString)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(connectionString);
        silo.UseAdoNetClustering(options => options.Configure<IServiceProvider>((o, services) => (o.Invariant, o.ConnectionString) = (Provider, connectionString(services))));
        silo.Configure<ClusterMembershipOptions>(ClusterTuning.Apply);
        silo.Services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler, FatalErrorExit>());
        return silo;
    }

    /// <summary>Lets this client find the silos through PostgreSQL, and wait for them.</summary>
    /// <param name="client">The client.</param>
    /// <param name="connectionString">As for silos.</param>
    public static IClientBuilder UsePostgresCluster(this IClientBuilder client, Func<IServiceProvider, string> connectionString)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(connectionString);
        client.UseAdoNetClustering(options => options.Configure<IServiceProvider>((o, services) => (o.Invariant, o.ConnectionString) = (Provider, connectionString(services))));
        client.Configure<GatewayOptions>(ClusterTuning.Apply);
        client.Services.TryAddSingleton(TimeProvider.System);
        client.Services.TryAddSingleton<GatewayWatch>();
        client.Services.AddSingleton<IClientConnectionRetryFilter>(services => services.GetRequiredService<GatewayWatch>());
        return client;
    }
}
