using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CallGrains.AspNetCore.Hosting;
using CallGrains.Flows;
using CallGrains.Storage;
using CallGrains.TestSupport.Programs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallGrains.Applications.Tests.Events;

/// <summary>Events out, over real HTTP: signed, at least once, and never in the way of a call.</summary>
public sealed class EventTests : IAsyncLifetime
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", Older = "whsec_MTEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private HookServer _hooks = null!;

    public async ValueTask InitializeAsync() => _hooks = await HookServer.StartAsync();

    public ValueTask DisposeAsync() => _hooks.DisposeAsync();

    [Fact]
    public async Task A_calls_events_come_signed_by_both_secrets_and_in_their_order()
    {
        await using var app = await StartAsync($"CallGrains:Events:Receivers:crm:PreviousSecret={Older}");
        await CallAsync(app, "c-1");
        await _hooks.UntilAsync(h => h.Count == 4, "a call has four events");

        Assert.Equal(["call.started", "call.answered", "call.ended", "call.completed"], _hooks.Hooks.Select(h => h.Type));
        Assert.All(_hooks.Hooks, h => Assert.True(h.IsSignedBy(Secret) && h.IsSignedBy(Older) && !h.IsSignedBy(Secret.Replace('M', 'N'))));
        Assert.All(_hooks.Hooks, h => Assert.Equal(h.Id, (string?)h.Json["id"]));
        Assert.All(_hooks.Hooks, h => Assert.True(long.Parse(h.Timestamp, CultureInfo.InvariantCulture) > 1_700_000_000));
        Assert.Equal("***23", (string?)_hooks.Hooks[0].Json["data"]!["from"]);
    }

    [Fact]
    public async Task What_is_not_taken_is_tried_again_with_the_same_id_and_the_order_stays()
    {
        _hooks.Answer = (n, _) => Task.FromResult(n <= 2 ? 500 : 204);
        await using var app = await StartAsync();
        await CallAsync(app, "c-1");
        await _hooks.UntilAsync(h => h.Count == 6, "each of the four is taken in the end");

        Assert.Equal(["call.started", "call.started", "call.started", "call.answered", "call.ended", "call.completed"], _hooks.Hooks.Select(h => h.Type));
        Assert.Single(_hooks.Hooks.Take(3).Select(h => h.Id).Distinct());
    }

    [Fact]
    public async Task A_process_that_ends_leaves_nothing_untold()
    {
        _hooks.Answer = (_, _) => Task.FromResult(503);
        var folder = Directory.CreateTempSubdirectory("callgrains-events-");
        var store = SqliteJournal.Open(new SqliteJournalOptions { Path = Path.Combine(folder.FullName, "journal.db") });
        await using (store)
        {
            await PutAsync(store, "c-1", "evt_1", 8);
        }

        await using var app = await Application.StartAsync([.. Settings(), "CallGrains:Journal=sqlite"], folder: folder);
        await _hooks.UntilAsync(h => h.Count == 1, "what the process before kept is tried");
        _hooks.Answer = (_, _) => Task.FromResult(204);
        await _hooks.UntilAsync(h => h.Count == 2, "and again");
        await Tick.UntilAsync(async () => (await Feed(app).CountAsync(TestContext.Current.CancellationToken)).Count == 0 ? "" : null, () => "It was not removed.");
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_holds_up_no_call()
    {
        var never = new TaskCompletionSource<int>();
        _hooks.Answer = (_, _) => never.Task;
        await using var app = await StartAsync();
        await CallAsync(app, "c-0");
        await _hooks.UntilAsync(h => h.Count >= 1, "a delivery hangs");

        // 100 calls to their end, while not one event is taken.
        await Task.WhenAll(Enumerable.Range(1, 100).Select(n => CallAsync(app, $"c-{n}"))).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var summaries = await app.Services.GetRequiredService<IJournal>().ListAsync(new GrainQuery { Size = 200 }, TestContext.Current.CancellationToken);
        Assert.Equal(101, summaries.Items.Count(s => s.EndedAt is not null));
        await Tick.UntilAsync(async () => (await Feed(app).CountAsync(TestContext.Current.CancellationToken)) is [{ Waiting: 404 }] ? "" : null, () => "Not all events are kept.");
        never.SetResult(204);
    }

    [Fact]
    public async Task Dead_letters_are_shown_noted_and_delivered_again()
    {
        _hooks.Answer = (_, h) => Task.FromResult(h.Type == "call.answered" ? 410 : 204);
        await using var app = await StartAsync();
        await CallAsync(app, "c-1");
        await _hooks.UntilAsync(h => h.Count == 4, "a dead letter holds up nothing");

        var dead = await Tick.UntilAsync(async () => (await GetAsync(app, "/api/events/dead?receiver=crm"))["items"]!.AsArray() is { Count: 1 } items ? items[0] : null, () => "No dead letter is listed.");
        Assert.Equal(("call.answered", "crm", "call/c-1", 1, "answered 410"), ((string)dead["type"]!, (string)dead["receiver"]!, (string)dead["address"]!, (int)dead["attempts"]!, (string)dead["error"]!));
        Assert.Equal("call.answered", (string?)dead["event"]!["type"]);

        _hooks.Answer = (_, _) => Task.FromResult(204);
        using (var answer = await app.Client.PostAsJsonAsync("/api/events/dead/redeliver", new { id = (string?)dead["id"] }, TestContext.Current.CancellationToken))
        {
            Assert.Equal("""{"count":1}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        await _hooks.UntilAsync(h => h.Count == 5, "it is delivered again");
        Assert.Equal((string?)dead["id"], _hooks.Hooks[4].Id);
        var receiver = (await Tick.UntilAsync(async () => (await GetAsync(app, "/api/events/receivers"))["items"]![0] is { } r && (int)r["waiting"]! + (int)r["dead"]! == 0 ? r : null, () => "It is not settled."));
        Assert.Equal(("crm", _hooks.Url.ToString(), true, false), ((string)receiver["name"]!, (string)receiver["place"]!, (bool)receiver["isConfigured"]!, (bool)receiver["showsNumbers"]!));
        Assert.NotNull(receiver["deliveredAt"]);
    }

    [Fact]
    public async Task A_receiver_that_fails_is_noted_and_makes_no_host_unready()
    {
        _hooks.Answer = (_, _) => Task.FromResult(307);
        await using var app = await StartAsync();
        await CallAsync(app, "c-1");
        var health = app.Services.GetRequiredService<HealthCheckService>();
        var note = await Tick.UntilAsync(async () => (await health.CheckHealthAsync(r => r.Name == "events", TestContext.Current.CancellationToken)).Entries["events"] is { Status: HealthStatus.Degraded } e ? e.Description : null, () => "The failure is not noted.");
        Assert.Matches("^'crm' has taken no events for [0-9]+ s: answered 307$", note);
        Assert.All(_hooks.Hooks, h => Assert.Equal("call.started", h.Type));
    }

    [Theory]
    [InlineData("{}", "is missing")]
    [InlineData("""{"id":1}""", "is not text")]
    [InlineData("""{"reciever":"crm"}""", "did you mean 'receiver'?")]
    public async Task A_wrong_redelivery_is_refused(string body, string why)
    {
        await using var app = await StartAsync();
        using var answer = await app.Client.PostAsync("/api/events/dead/redeliver", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(why, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CallGrains:Events:Receivers:crm:Url=ftp://crm", "CallGrains:Events:Receivers:crm:Url is 'ftp://crm/'")]
    [InlineData("CallGrains:Events:Receivers:crm:Secret=whsec_short", "CallGrains:Events:Receivers:crm:Secret is not whsec_ and base64 of 24 to 64 bytes")]
    [InlineData("CallGrains:Events:Receivers:crm:Types:0=call.end", "CallGrains:Events:Receivers:crm:Types has 'call.end'")]
    [InlineData("CallGrains:Events:Receivers:my_crm:Url=https://crm", "CallGrains:Events:Receivers:my_crm: the name is no name of a receiver")]
    [InlineData("CallGrains:Events:RetryFor=00:00:01", "CallGrains:Events:RetryFor is 00:00:01")]
    [InlineData("CallGrains:Events:Receivers:crm:SecretFile=/nowhere", "CallGrains:Events:Receivers:crm:SecretFile is '/nowhere', and there is no such file")]
    public void Wrong_settings_are_refused(string setting, string fault)
    {
        var refusal = Assert.Throws<StartRefusedException>(() => Application.Build([.. Settings(), setting]));
        Assert.Contains(fault, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_development_webhooks_are_encrypted()
    {
        string[] settings = ["CallGrains:Operations:ApiKeys:0=key-of-more-than-20-characters", "CallGrains:Events:Receivers:crm:Url=http://crm.example.com/hooks", $"CallGrains:Events:Receivers:crm:Secret={Secret}"];
        var refusal = Assert.Throws<StartRefusedException>(() => Application.Build(settings, environment: "Production"));
        Assert.Contains("is 'http://crm.example.com', which is not encrypted", refusal.Message, StringComparison.Ordinal);
    }

    private string[] Settings() => ["CallGrains:Journal=memory", $"CallGrains:Events:Receivers:crm:Url={_hooks.Url}", $"CallGrains:Events:Receivers:crm:Secret={Secret}"];

    private Task<Application> StartAsync(params string[] settings) => Application.StartAsync([.. Settings(), .. settings], s => s.AddFlow<Listener>());

    private static IFeedStore Feed(Application app) => (IFeedStore)app.Services.GetRequiredService<IJournal>();

    private static async Task<JsonNode> GetAsync(Application app, string path) => JsonNode.Parse(await app.Client.GetStringAsync(path, TestContext.Current.CancellationToken))!;

    /// <summary>A whole call, by the carrier's events.</summary>
    private static async Task CallAsync(Application app, string id)
    {
        var router = app.Services.GetRequiredService<ICallRouter>();
        CarrierEvent[] events =
        [
            new IncomingCallEvent { CallId = id, From = "+15550123", To = "+15550100" },
            new AnswerEvent { CallId = id, From = "+15550123", To = "+15550100" },
            new HangupEvent { CallId = id, Cause = "hangup" },
        ];
        foreach (var e in events)
        {
            await router.SendAsync(FlowAddress.Call(id), new Callback("bandwidth", CallbackForm.Neutral, EventJson.Write(e), new ReceivedEvent(e)) { Flow = "listener" }, CancellationToken.None);
        }
    }

    private static Task PutAsync(SqliteJournal store, string id, string eventId, long position)
    {
        var address = FlowAddress.Call(id);
        var item = new FeedItem { Receiver = "crm", Id = eventId, Address = address, Position = position, Type = "call.ended", At = DateTimeOffset.UtcNow, Body = Encoding.UTF8.GetBytes("""{"type":"call.ended"}""") };
        return store.AppendAsync(new JournalAppend(0, [JournalFormat.Write(new CheckEntry())], new GrainSummary { Address = address, Sequence = 1, State = GrainState.Ended }) { Feed = [item] });
    }

    /// <summary>Asks the carrier for nothing.</summary>
    [Flow("listener")]
    internal sealed class Listener : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.EndedAsync();
            call.SetResult(new { booked = true, number = call.From });
        }
    }
}
