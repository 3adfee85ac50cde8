using System.Net;
using System.Text.Json.Nodes;
using CallGrains.AspNetCore.Ingress;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Applications.Tests;

/// <summary>All paths of a host can begin with a prefix.</summary>
public sealed class PathPrefixTests
{
    [Fact]
    public async Task All_paths_and_the_addresses_given_to_the_carrier_have_it()
    {
        await using var app = await Application.StartAsync(["CallGrains:PathPrefix=/voice"]);
        using var bare = await app.Client.GetAsync("/healthz", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, bare.StatusCode);
        Assert.Equal("""{"status":"up"}""", await app.Client.GetStringAsync("/voice/healthz", TestContext.Current.CancellationToken));
        var document = JsonNode.Parse(await app.Client.GetStringAsync("/voice/openapi/callgrains.json", TestContext.Current.CancellationToken))!;
        Assert.NotNull(document["paths"]!["/voice/api/calls"]);
        var url = app.Services.GetRequiredService<ICallbackUrls>().For("bandwidth", FlowAddress.Call("c-1"), 0);
        Assert.StartsWith($"{app.Url}voice/callbacks/bandwidth/i/", url.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_self_test_finds_the_host_below_it_and_names_a_proxy_that_takes_it_away()
    {
        await using var app = await Application.StartAsync(["CallGrains:PathPrefix=/voice"]);
        var test = app.Services.GetRequiredService<PublicUrlTest>();
        Assert.Null(await test.RunAsync(new Uri(app.Url, "/voice"), TestContext.Current.CancellationToken));
        var fault = await test.RunAsync(app.Url, TestContext.Current.CancellationToken);
        Assert.Contains("came in as /callbacks/self-test/…; let the proxy", fault, StringComparison.Ordinal);
        Assert.EndsWith("so that it comes in as /voice/callbacks/self-test/….", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prefix_that_is_no_path_is_refused() => Assert.Contains(
        "CallGrains:PathPrefix is 'voice/'; write a path such as /voice",
        Assert.Throws<CallGrains.AspNetCore.Hosting.StartRefusedException>(() => Application.Build(["CallGrains:PathPrefix=voice/"])).Message,
        StringComparison.Ordinal);
}
