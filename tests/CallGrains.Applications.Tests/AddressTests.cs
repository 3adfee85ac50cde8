using CallGrains.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace CallGrains.Applications.Tests;

/// <summary>A host listens where ASP.NET Core is told to.</summary>
public sealed class AddressTests
{
    [Fact]
    public async Task Urls_hold_over_the_port()
    {
        await using var app = await Application.StartAsync(["CallGrains:Port=1", "urls=http://127.0.0.1:0"]);
        Assert.NotEqual(1, app.Url.Port);
        Assert.Equal("""{"status":"up"}""", await app.Client.GetStringAsync("/healthz", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Endpoints_of_Kestrel_hold_over_the_port()
    {
        await using var app = await Application.StartAsync(["CallGrains:Port=1", "Kestrel:Endpoints:Http:Url=http://127.0.0.1:0"]);
        Assert.NotEqual(1, app.Url.Port);
        Assert.Equal("""{"status":"up"}""", await app.Client.GetStringAsync("/healthz", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:9000", "CallGrains:Port=9000")]
    [InlineData("http://127.0.0.1:9000", "CallGrains:Port=9000", "http_ports=8080")]
    [InlineData(null, "http_ports=8081")]
    [InlineData(null, "urls=http://0.0.0.0:80", "CallGrains:Port=9000")]
    [InlineData(null, "Kestrel:Endpoints:Https:Url=https://*:443")]
    public void The_default_is_this_machine_at_the_port(string? address, params string[] settings)
    {
        var configuration = Of(settings);
        Assert.Equal(address, HostAddresses.Default(configuration, configuration.GetSection("CallGrains").Get<HostSettings>() ?? new HostSettings()));
    }

    [Fact]
    public void A_port_that_is_not_used_is_told()
    {
        Assert.Null(HostAddresses.Unused(Of("CallGrains:Port=9000"), null));
        Assert.Equal(
            "CallGrains:Port (9000) is not used: the host listens where ASPNETCORE_URLS or --urls (http://0.0.0.0:80) says.",
            HostAddresses.Unused(Of("CallGrains:Port=9000", "urls=http://0.0.0.0:80"), null));
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000")]
    [InlineData("http://127.0.0.1:9001")]
    public void An_address_of_the_hosts_own_choice_is_no_other(string ours) =>
        Assert.Null(HostAddresses.Unused(Of("CallGrains:Port=09000", $"urls={ours}"), ours));

    [Theory]
    [InlineData("http://127.0.0.1:8081/", "http://+:8081")]
    [InlineData("http://127.0.0.1:8080/", "https://[::]:8443", "http://[::]:8080")]
    [InlineData("https://calls.example.com/", "http://unix:/tmp/callgrains.sock", "https://calls.example.com")]
    [InlineData(null, "http://unix:/tmp/callgrains.sock")]
    public void An_address_of_everywhere_is_reached_on_this_machine(string? reachable, params string[] addresses) =>
        Assert.Equal(reachable, HostAddresses.Reachable(addresses)?.AbsoluteUri);

    private static IConfiguration Of(params string[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => s.Split('=', 2)).Select(s => KeyValuePair.Create(s[0], (string?)s[1]))).Build();
}
