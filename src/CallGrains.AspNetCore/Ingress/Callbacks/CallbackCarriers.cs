using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.AspNetCore.Ingress;

/// <summary>
/// The carriers that are asked where an event belongs. They are looked for when they are needed: an ingress alone has
/// none. Safe for many threads.
/// </summary>
internal sealed class CallbackCarriers(IServiceProvider services)
{
    /// <summary>The carrier of a name; null for none.</summary>
    public ICarrier? Find(string name) => services.GetServices<ICarrier>().FirstOrDefault(c => c.Name == name);
}
