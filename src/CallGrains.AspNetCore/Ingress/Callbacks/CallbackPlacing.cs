using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.AspNetCore.Ingress;

/// <summary>
/// Step 1f of an event that names neither grain nor leg: its carrier is asked. Safe for many threads.
/// </summary>
internal sealed class CallbackPlacing(IServiceProvider services)
{
    /// <summary>
    /// The callback of the grain that it belongs to; as it was where the carrier cannot tell.
    /// </summary>
    /// <exception cref="CarrierException">The carrier could not be asked.</exception>
    public async Task<Callback> PlaceAsync(Callback read)
    {
        // Carriers are looked for when they are needed: an ingress alone has none.
        var carrier = services.GetServices<ICarrier>().FirstOrDefault(c => c.Name == read.Carrier);
        return carrier is null ? read : await read.PlacedAsync(carrier, CancellationToken.None);
    }
}
