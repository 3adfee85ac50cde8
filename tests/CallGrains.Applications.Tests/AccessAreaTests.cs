using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using CallGrains.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Applications.Tests;

/// <summary>
/// From where a host is used: each area has its networks, and only named proxies say who sent a request.
/// </summary>
public sealed class AccessAreaTests
{
    private const string Key = "CallGrains:Operations:ApiKeys:0=0123456789abcdef";
    private const string Callbacks = "/callbacks/bandwidth", Api = "/api/flows", Console = "/console", Description = "/openapi/callgrains.json";

    [Theory]
    [InlineData("Callbacks", Callbacks)]
    [InlineData("Api", Api)]
    [InlineData("Api", Description)]
    [InlineData("Console", Console)]
    public async Task An_area_refuses_other_networks_and_leaves_the_others_open(string area, string path)
    {
        await using var app = await Application.StartAsync([Key, $"CallGrains:Access:{area}:Networks:0=203.0.113.0/24"]);
        using var client = app.Client;
        foreach (var each in new[] { Callbacks, Api, Console, Description })
        {
            var isBehind = each == path || (area == "Api" && each is (Api or Description));
            Assert.Equal(isBehind, await StatusAsync(client, each) == HttpStatusCode.Forbidden);
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/healthz"));
        Assert.NotEqual(HttpStatusCode.Forbidden, await StatusAsync(client, "/readyz"));
    }

    [Fact]
    public async Task Who_is_in_a_network_comes_in()
    {
        await using var app = await Application.StartAsync([Key, "CallGrains:Access:Api:Networks:0=127.0.0.0/8", "CallGrains:Access:Callbacks:Networks:0=2001:db8::/32", "CallGrains:Access:Callbacks:Networks:1=127.0.0.1"]);
        using var client = app.Client;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, Api));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(client, Callbacks));
    }

    [Theory]
    [InlineData("203.0.113.9", true)]
    [InlineData("198.51.100.1, 203.0.113.9", true)]
    [InlineData("203.0.113.9, 127.0.0.2", true)]
    [InlineData("203.0.113.9, 198.51.100.1", false)]
    [InlineData("198.51.100.1", false)]
    [InlineData(null, false)]
    public async Task Behind_a_named_proxy_the_sender_counts(string? forwarded, bool comesIn)
    {
        await using var app = await Application.StartAsync([Key, "CallGrains:Access:Api:Networks:0=203.0.113.0/24", "CallGrains:Access:Proxies:0=127.0.0.0/8"]);
        using var client = app.Client;
        Assert.Equal(comesIn ? HttpStatusCode.OK : HttpStatusCode.Forbidden, await StatusAsync(client, Api, ("X-Forwarded-For", forwarded)));
    }

    [Fact]
    public async Task From_anybody_else_the_header_means_nothing()
    {
        await using var app = await Application.StartAsync([Key, "CallGrains:Access:Api:Networks:0=203.0.113.0/24", "CallGrains:Access:Proxies:0=10.0.0.1"]);
        using var client = app.Client;
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, Api, ("X-Forwarded-For", "203.0.113.9")));
    }

    [Fact]
    public async Task A_named_proxy_makes_nobody_this_machines_user()
    {
        await using var app = await Application.StartAsync(["CallGrains:Access:Proxies:0=127.0.0.1"]);
        using var client = app.Client;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, Api));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, Api, ("X-Forwarded-For", "127.0.0.1")));
    }

    [Fact]
    public async Task Each_refusal_is_counted_by_its_area()
    {
        var counted = new ConcurrentBag<string>();
        await using var app = await Application.StartAsync([Key, "CallGrains:Access:Api:Networks:0=203.0.113.0/24"]);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "callgrains.access.refused" && instrument.Meter.Scope == app.Services.GetRequiredService<IMeterFactory>())
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Add(string.Join(' ', tags.ToArray().Select(t => t.Value))));
        listener.Start();

        using var client = app.Client;
        await StatusAsync(client, Api);

        Assert.Equal("api network", Assert.Single(counted));
    }

    [Theory]
    [InlineData("CallGrains:Access:Api:Networks:0=203.0.113.9/24", "CallGrains:Access:Api:Networks:0 is '203.0.113.9/24'; write an address or a network")]
    [InlineData("CallGrains:Access:Proxies:0=nginx", "CallGrains:Access:Proxies:0 is 'nginx'")]
    [InlineData("CallGrains:Access:Callbacks:ClientCertificate:AuthorityFile=/nowhere.pem", "there is no such file")]
    [InlineData("CallGrains:Access:Callbacks:ClientCertificate:Thumbprints:0=abc", "is not a SHA-256")]
    [InlineData("CallGrains:Access:Callbacks:ClientCertificate:Header=X-Client", "names no proxy to believe it from")]
    public void Wrong_settings_refuse_the_start(string setting, string fault) =>
        Assert.Contains(fault, Assert.Throws<StartRefusedException>(() => Application.Build([Key, "CallGrains:Journal=memory", setting])).Message, StringComparison.Ordinal);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path, (string Name, string? Value) header = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Api-Key", "0123456789abcdef");
        if (header is { Name: not null, Value: not null })
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
