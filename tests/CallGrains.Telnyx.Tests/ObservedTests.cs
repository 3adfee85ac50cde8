using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CallGrains.Flows;
using CallGrains.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallGrains.Telnyx.Tests;

/// <summary>
/// Webhooks as they were observed, signed, through the ingress of a host with a flow: in their order, twice, and
/// reversed.
/// </summary>
public sealed class ObservedTests
{
    private const string Caller = "v3:ca0df2c95aa144c1d0ff2ff3c8f967fdc1de9ef0c4120b37264167";

    private static readonly string[] WholeCall =
    [
        "call.initiated.observed-inbound-pstn.json", "call.answered.observed-inbound-pstn.json", "call.speak.started.observed.json", "call.speak.ended.observed-completed.json",
        "call.hangup.observed-caller-normal-clearing.json",
    ];

    private static readonly string[] Others =
    [
        "call.initiated.observed-outgoing-bridging.json", "call.bridged.observed.json", "call.hangup.observed-normal-clearing-sip-503.json", "call.hangup.observed-originator-cancel.json",
        "call.recording.saved.observed-keys.json", "conference.created.observed-2020.json",
    ];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public async Task An_observed_call_runs_to_its_end(int copies, bool isReversed)
    {
        await using var host = await Host.StartAsync();
        foreach (var name in isReversed ? WholeCall.Reverse() : WholeCall)
        {
            for (var copy = 0; copy < copies; copy++)
            {
                Assert.Equal(HttpStatusCode.OK, await host.PostAsync(name));
            }
        }

        var entries = await host.EndedAsync(FlowAddress.Call(Caller));
        Assert.Equal("observed", entries.OfType<BeginEntry>().Single().Flow);
        var events = entries.OfType<EventEntry>().ToList();
        Assert.All(WholeCall.Select(n => n.Split(".observed")[0]), type => Assert.Contains(events, e => e.Disposition is Disposition.Accepted or Disposition.Held && TypeOf(e) == type));
        Assert.Equal(HangupCause.NormalClearing, events.Single(e => e is { Event: HangupEvent, Disposition: not Disposition.Duplicate }).Event is HangupEvent hangup ? hangup.Cause : null);
        Assert.True(host.Exchange.Posted.Count(p => p.Path.EndsWith("/answer", StringComparison.Ordinal)) <= 1);
        Assert.True(isReversed || host.Exchange.Posted.Any(p => p.Path == $"calls/{Caller}/actions/answer"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_no_call_of_ours_is_acknowledged_and_begins_nothing(bool isReversed)
    {
        await using var host = await Host.StartAsync();
        foreach (var name in isReversed ? Others.Reverse() : Others)
        {
            Assert.Equal((name, HttpStatusCode.OK), (name, await host.PostAsync(name)));
        }

        Assert.Empty(host.Exchange.Posted);
        var grains = (await host.Store.ListAsync(new GrainQuery { Size = 100 })).Items;
        foreach (var grain in grains)
        {
            Assert.DoesNotContain(await host.ReadAsync(grain.Address), e => e is BeginEntry { Flow: "observed" });
        }
    }

    [Fact]
    public async Task A_forged_one_is_refused()
    {
        await using var host = await Host.StartAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await host.PostAsync(WholeCall[0], new Signer(99)));
        Assert.Equal(HttpStatusCode.Forbidden, await host.PostAsync(WholeCall[0], age: 301));
        Assert.Empty((await host.Store.ListAsync(new GrainQuery { Size = 100 })).Items);
    }

    private static string? TypeOf(EventEntry e) => (string?)JsonNode.Parse(e.Raw.Span)!["data"]!["event_type"];

    /// <summary>A host in this process: ingress on a socket, kernel, journal in memory, Telnyx in memory.</summary>
    private sealed class Host : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly HttpClient _client;

        private Host(WebApplication app, TelnyxExchange exchange, MemoryJournal store) =>
            (_app, Exchange, Store, _client) = (app, exchange, store, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) });

        public TelnyxExchange Exchange { get; }

        public MemoryJournal Store { get; }

        public static async Task<Host> StartAsync()
        {
            var (exchange, store) = (new TelnyxExchange(TimeProvider.System), new MemoryJournal());
            exchange.Adopt(Caller, "+12025550101", "+12025550102");
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
                .AddFlow<Observed>()
                .AddCallGrainsIngress();
            var app = builder.Build();
            app.MapCallGrainsIngress();
            await app.StartAsync(TestContext.Current.CancellationToken);
            return new Host(app, exchange, store);
        }

        public async Task<HttpStatusCode> PostAsync(string fixture, Signer? signer = null, int age = 0)
        {
            var body = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Fixtures", fixture), TestContext.Current.CancellationToken);
            var at = Exchange.Now - age;
            using var request = new HttpRequestMessage(HttpMethod.Post, "/callbacks/telnyx/flows/observed") { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.Add("telnyx-timestamp", at.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("telnyx-signature-ed25519", (signer ?? Exchange.Signer).Sign(at, body));
            using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }

        public async Task<List<JournalEntry>> ReadAsync(FlowAddress address)
        {
            var history = await Store.ReadAsync(address);
            var readers = new CallbackReaders([_app.Services.GetRequiredService<ICallbackProtocol>()]);
            return history?.Entries.Select((e, i) => JournalFormat.Read(e, history.First + i, readers)).ToList() ?? [];
        }

        public async Task<List<JournalEntry>> EndedAsync(FlowAddress address)
        {
            while ((await Store.ReadAsync(address))?.Summary.State != GrainState.Ended)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }

            return await ReadAsync(address);
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _app.DisposeAsync();
        }
    }

    [Flow("observed")]
    internal sealed class Observed : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.SpeakAsync("Hello.");
        }
    }
}
