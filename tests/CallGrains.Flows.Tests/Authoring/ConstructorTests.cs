using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Authoring;

/// <summary>A flow that cannot be made is found at start, not by each caller.</summary>
public sealed class ConstructorTests
{
    [Fact]
    public void A_service_that_is_missing_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => RegistryOf<Needy>(_ => { }));
        Assert.EndsWith("(flow 'needy') takes a System.Version as 'version', which is not registered; add it to the services.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_registered_or_optional_is_no_fault()
    {
        Assert.NotNull(RegistryOf<Needy>(s => s.AddSingleton(new Version(1, 0))).Find("needy"));
        Assert.NotNull(RegistryOf<Modest>(_ => { }).Find("modest"));
    }

    private static FlowRegistry RegistryOf<TFlow>(Action<IServiceCollection> services)
        where TFlow : class
    {
        var collection = new ServiceCollection();
        collection.AddCallGrainsCore().AddFlow<TFlow>();
        services(collection);
        using var provider = collection.BuildServiceProvider();
        return provider.GetRequiredService<FlowRegistry>();
    }

    [Flow("needy")]
    private sealed class Needy(Version version) : CallScript
    {
        protected override Task RunAsync(CallContext call) => call.SpeakAsync($"Version {version}.");
    }

    [Flow("modest")]
    private sealed class Modest(IServiceProvider services, Version? version = null) : CallScript
    {
        protected override Task RunAsync(CallContext call) => call.SpeakAsync($"{version} {services}");
    }
}
