using System.Net;
using CallGrains.AspNetCore.Hosting;

namespace CallGrains.Deploy.Tests.Images;

/// <summary>The address that a silo in a container names to the others.</summary>
public sealed class OwnAddressTests
{
    private static readonly IPAddress First = IPAddress.Parse("10.0.0.5"), Second = IPAddress.Parse("172.18.0.3");

    [Fact]
    public void The_only_address_is_taken()
    {
        Assert.Null(OwnMachine.Fault("auto", [First]));
        Assert.Equal(First, OwnMachine.Choose("auto", [First]));
        Assert.Equal(Second, OwnMachine.Choose("172.18.0.3", [First]));
    }

    [Fact]
    public void With_none_or_two_nobody_guesses()
    {
        Assert.Contains("no address beside 127.0.0.1", OwnMachine.Fault("auto", []), StringComparison.Ordinal);
        Assert.Contains("2 addresses (10.0.0.5, 172.18.0.3)", OwnMachine.Fault("auto", [First, Second]), StringComparison.Ordinal);
        Assert.Contains("or auto", OwnMachine.Fault("here", [First]), StringComparison.Ordinal);
        Assert.All(OwnMachine.Addresses(), a => Assert.False(IPAddress.IsLoopback(a)));
    }
}
