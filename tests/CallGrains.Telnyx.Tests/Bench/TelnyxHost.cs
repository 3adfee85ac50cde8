using System.Net;
using CallGrains.Flows;
using CallGrains.Storage;
using CallGrains.TestSupport.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallGrains.Telnyx.Tests;

/// <summary>A host in this process: ingress on a socket, kernel, journal in memory, Telnyx in memory.</summary>
internal sealed class TelnyxHost : IAsyncDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(10);
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly string _flow;

    private TelnyxHost(WebApplication app, TelnyxExchange exchange, MemoryJournal store, string flow) =>
        (_app, Exchange, Store, _flow, _client) = (app, exchange, store, flow, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) });

    public TelnyxExchange Exchange { get; }

    public MemoryJournal Store { get; }

    public static Task<TelnyxHost> StartAsync<TFlow>()
        where TFlow : class => StartAsync<TFlow>(services => services);

    public static Task<TelnyxHost> StartAsync<TFlow, TOther>()
        where TFlow : class
        where TOther : class => StartAsync<TFlow>(services => services.AddFlow<TOther>());

    private static async Task<TelnyxHost> StartAsync<TFlow>(Func<IServiceCollection, IServiceCollection> more)
        where TFlow : class
    {
        var (exchange, store) = (new TelnyxExchange(TimeProvider.System), new MemoryJournal());
        var tokens = new CapabilityTokens([.. Enumerable.Repeat((byte)7, 32)]);
        var carrier = new TelnyxCarrier(TelnyxBench.Settings(exchange.Signer), new HttpClient(exchange));
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services
            .AddSingleton<IJournal>(store)
            .AddSingleton(tokens)
            .AddSingleton<ICallbackUrls>(new CapabilityUrls(new Uri("https://calls.example.com"), tokens))
            .AddSingleton<ICarrier>(carrier)
            .AddSingleton(carrier.Callbacks)
            .AddCallGrains()
            .AddFlow<TFlow>()
            // Webhooks that were observed have the times of that day; elsewhere they would be a replay.
            .Configure<GrainOptions>(o => o.ReplayWindow = TimeSpan.FromDays(10_000))
            .AddCallGrainsIngress();
        more(builder.Services);
        var app = builder.Build();
        app.MapCallGrainsIngress();
        await app.StartAsync(TestContext.Current.CancellationToken);
        var flow = (FlowAttribute)Attribute.GetCustomAttribute(typeof(TFlow), typeof(FlowAttribute))!;
        return new TelnyxHost(app, exchange, store, flow.Name);
    }

    public async Task<HttpStatusCode> PostAsync(SignedRequest webhook)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.To?.AbsolutePath ?? $"/callbacks/telnyx/flows/{_flow}") { Content = new ByteArrayContent(webhook.Raw.ToArray()) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("telnyx-timestamp", webhook.At);
        request.Headers.Add("telnyx-signature-ed25519", webhook.Signature);
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    /// <summary>Brings what the carrier sends to the ingress until a grain has ended; meanwhile, others act.</summary>
    public async Task<List<JournalEntry>> RunAsync(FlowAddress address, Action? others = null)
    {
        while ((await Store.ReadAsync(address))?.Summary.State != GrainState.Ended)
        {
            others?.Invoke();
            while (Exchange.Sent.TryDequeue(out var webhook))
            {
                Assert.Equal(HttpStatusCode.OK, await PostAsync(webhook));
            }

            await Tick.NextAsync(Often);
        }

        return await ReadAsync(address);
    }

    public async Task<List<JournalEntry>> EndedAsync(FlowAddress address)
    {
        await Tick.UntilAsync(async () => (await Store.ReadAsync(address))?.Summary is { State: GrainState.Ended } ended ? ended : null, () => $"{address} never ended.", between: Often);
        return await ReadAsync(address);
    }

    public async Task<List<JournalEntry>> ReadAsync(FlowAddress address)
    {
        var history = await Store.ReadAsync(address);
        var readers = new CallbackReaders([_app.Services.GetRequiredService<ICallbackProtocol>()]);
        return history?.Entries.Select((e, i) => JournalFormat.Read(e, history.First + i, readers)).ToList() ?? [];
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }
}
