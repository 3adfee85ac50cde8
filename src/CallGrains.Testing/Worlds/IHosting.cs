using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Worlds;

/// <summary>How one process of a world hosts grains.</summary>
internal interface IHosting
{
    /// <summary>Adds the core, and an <see cref="ICallRouter"/> that leads to the grains.</summary>
    void AddTo(IServiceCollection services);

    /// <summary>Brings back the grains that were live.</summary>
    Task StartAsync();

    /// <summary>Grains in memory now.</summary>
    int ActiveCount { get; }

    /// <summary>Of those, the passivated ones.</summary>
    int PassivatedCount { get; }

    /// <summary>
    /// Waits on the real machine's clock until all is there that is on its way outside of the world's thread: nothing
    /// else happens meanwhile, so that all has one order.
    /// </summary>
    void WaitForArrivals()
    {
    }

    /// <summary>Frees what it has of the real machine; nothing is finished.</summary>
    ValueTask EndAsync();
}

/// <summary>The in-process host: nothing but memory, and one thread.</summary>
internal sealed class InProcessHosting(HostProcess process) : IHosting
{
    public int ActiveCount => process.Host.ActiveCount;

    public int PassivatedCount => process.Host.PassivatedCount;

    public void AddTo(IServiceCollection services) => services.AddCallGrains();

    public Task StartAsync() => process.Host.RecoverAsync();

    public ValueTask EndAsync() => ValueTask.CompletedTask;
}
