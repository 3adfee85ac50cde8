using CallGrains.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallGrains.Applications.Tests;

/// <summary>Connections never take the last descriptor.</summary>
public sealed class ConnectionLimitTests
{
    [Theory, InlineData(1024, 524), InlineData(256, 128), InlineData(1_000_000, 999_500)]
    public void Some_descriptors_are_kept_for_what_is_not_a_connection(long descriptors, long connections) => Assert.Equal(connections, ConnectionLimit.MostConnections(descriptors));

    [Fact]
    public async Task A_host_has_a_limit_and_an_applications_own_is_left()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit of descriptors is read on Linux.");
        await using var app = Application.Build(["CallGrains:Port=0", "CallGrains:Journal=memory"]);
        await using var own = Application.Build(["CallGrains:Port=0", "CallGrains:Journal=memory"], s => s.Configure<KestrelServerOptions>(k => k.Limits.MaxConcurrentConnections = 7));

        Assert.NotNull(LimitOf(app));
        Assert.Equal(7, LimitOf(own));
    }

    private static long? LimitOf(Microsoft.AspNetCore.Builder.WebApplication app) => app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MaxConcurrentConnections;
}
