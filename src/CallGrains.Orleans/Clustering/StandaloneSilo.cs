using CallGrains.Orleans;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

/// <summary>A silo that stands alone.</summary>
public static class StandaloneSilo
{
    // It names the silo, and nobody listens there.
    private const int Port = 11111;

    /// <summary>
    /// Makes this silo a cluster of its own that opens no port: nobody can join it or call its grains but this process.
    /// Instead of <c>UseLocalhostClustering</c>, whose gateway takes calls of any user of the machine, past the API's
    /// key.
    /// </summary>
    /// <param name="silo">The silo.</param>
    public static ISiloBuilder UseStandaloneSilo(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.UseLocalhostClustering(Port, gatewayPort: 0);

        // The runtime has one factory for silos and one for the gateway, each under a key of its own.
        foreach (var factory in silo.Services.Where(s => s.IsKeyedService && s.ServiceType == typeof(IConnectionListenerFactory)).ToList())
        {
            silo.Services.Remove(factory);
            silo.Services.AddKeyedSingleton<IConnectionListenerFactory, NoListenerFactory>(factory.ServiceKey);
        }

        return silo;
    }
}
