using CallGrains.Orleans;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

/// <summary>Gives what happens to calls to an Orleans stream.</summary>
public static class EventStreamExtensions
{
    /// <summary>
    /// Gives all events of calls, conferences and texts to a stream of a provider of this silo: namespace
    /// <see cref="StreamedEvent.StreamNamespace"/>, key <see cref="StreamedEvent.AllKey"/>, items of type
    /// <see cref="StreamedEvent"/>. At least once, those of one grain in their order; from the provider on its own
    /// promises hold. Needs a host that delivers (<c>AddCallGrainsHost</c>); to be called in every silo.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="provider">The name of the stream provider, as it was added to the silo.</param>
    /// <param name="showNumbers">Whether numbers, texts and results come as they are; false, the default, masks
    /// them.</param>
    public static ISiloBuilder AddCallGrainsEventStream(this ISiloBuilder silo, string provider, bool showNumbers = false)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentException.ThrowIfNullOrEmpty(provider);
        silo.Services.AddSingleton<IFeedReceiver>(services => new StreamReceiver(services, provider, showNumbers));
        return silo;
    }
}
