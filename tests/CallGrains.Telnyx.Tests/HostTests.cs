using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallGrains.Telnyx.Tests;

/// <summary>A host whose settings say that its carrier is Telnyx.</summary>
public sealed class HostTests
{
    [Fact]
    public async Task Its_carrier_is_telnyx_alone_and_only_what_is_signed_comes_in()
    {
        var signer = new Signer(7);
        await using var app = Build(("CallGrains:Carrier", "telnyx"), ("Telnyx:ApiKey", "KEY-test"), ("Telnyx:ConnectionId", "1"), ("Telnyx:PublicKeys:0", signer.PublicKey));
        await app.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal("telnyx", Assert.Single(app.Services.GetServices<ICarrier>()).Name);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var body = "{\"data\":{\"event_type\":\"call.cost\",\"id\":\"e-1\",\"payload\":{\"call_control_id\":\"v3:one\"}}}"u8.ToArray();
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach (var (webhook, status) in new[] { (signer.Request(now, body), 200), (new Signer(8).Request(now, body), 403) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/callbacks/telnyx/flows/observed") { Content = new ByteArrayContent(body) };
            request.Headers.Add("telnyx-timestamp", webhook.At);
            request.Headers.Add("telnyx-signature-ed25519", webhook.Signature);
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(status, (int)answer.StatusCode);
        }

        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Wrong_settings_stop_it_with_sentences()
    {
        var refused = await RefusedAsync(("CallGrains:Carrier", "telnyx"), ("CallGrains:Provision", "true"));
        Assert.All(["Telnyx:ApiKey is ''; write ", "Telnyx:PublicKeys is ''; write ", "Telnyx:ConnectionId is ''; write ", "numbers at Telnyx are bound by 'callgrains provision' or by hand"],
            said => Assert.Contains(said, refused, StringComparison.Ordinal));

        Assert.Contains("CallGrains:Carrier is 'pigeon'; write bandwidth or telnyx.", await RefusedAsync(("CallGrains:Carrier", "pigeon")), StringComparison.Ordinal);
    }

    private static async Task<string> RefusedAsync(params (string Key, string Value)[] settings) => (await Assert.ThrowsAnyAsync<Exception>(async () =>
    {
        await using var app = Build(settings);
        await app.StartAsync(TestContext.Current.CancellationToken);
    })).Message;

    private static WebApplication Build(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)).Append(new("CallGrains:Journal", "memory")).Append(new("CallGrains:Port", "0"))
            .Append(new("CallGrains:Operations:ApiKeys:0", "key-of-the-control-api")).Append(new("CallGrains:DrainTime", "00:00:00")));
        builder.Logging.ClearProviders();
        builder.AddCallGrainsHost();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddCallGrains().AddFlow<ObservedTests.Observed>();
        var app = builder.Build();
        app.MapCallGrainsHost();
        return app;
    }
}
