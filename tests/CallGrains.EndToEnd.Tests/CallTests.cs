using CallGrains.EndToEnd.Tests.Support;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests;

/// <summary>The sample flows as a caller meets them, over real sockets: by POST, by GET, and with basic auth.</summary>
public sealed class CallTests(CallTests.Setups setups) : IClassFixture<CallTests.Setups>
{
    private const double Speed = 2;
    private Phone _phone = null!;
    private ControlApi _api = null!;
    private Program _host = null!;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Pressing_two_reaches_support(int setup)
    {
        await StartAsync(setup);
        var id = await _phone.DialAsync("+15550123", "+15550100");
        await _phone.HearsAsync(id, "for support press 2");
        await _phone.PressAsync(id, "2");
        await _phone.UntilAsync(id, c => c.ConnectedTo == "+15550199", "support");
        await _phone.HangUpAsync(id);
        await EndsCleanlyAsync(id, "NORMAL_CLEARING");
        Assert.All(await _phone.CallbacksAsync(id), c => Assert.Equal(setup == 1 ? "GET" : "POST", (string?)c["method"]));
        Assert.All(await _phone.CallbacksAsync(id), c => Assert.Equal(200, (int?)c["status"]));
    }

    [Theory]
    [InlineData("For sales press 1", null)]
    [InlineData("Connecting you", "1")]
    [InlineData("Please leave a message", "9")]
    public async Task Hanging_up_while_something_is_said_ends_the_call_cleanly(string heard, string? press)
    {
        await StartAsync(0);
        var id = await _phone.DialAsync("+15550123", "+15550100");
        await _phone.HearsAsync(id, "For sales press 1");
        if (press is not null)
        {
            await _phone.PressAsync(id, press);
        }

        await _phone.HearsAsync(id, heard);
        await _phone.HangUpAsync(id);
        await EndsCleanlyAsync(id, "NORMAL_CLEARING");
    }

    [Fact]
    public async Task Hanging_up_while_it_rings_while_it_transfers_and_while_it_records_ends_the_call_cleanly()
    {
        await StartAsync(0);
        var ringing = await _phone.DialAsync("+15550123", "+15550100");
        await _phone.HangUpAsync(ringing);
        await _phone.EndsAsync(ringing);

        var transferring = await _phone.DialAsync("+15550123", "+15550100");
        await _phone.HearsAsync(transferring, "For sales press 1");
        await _phone.PressAsync(transferring, "1");
        await _phone.UntilAsync(transferring, c => c.State == "transferring", "the transfer");
        await _phone.HangUpAsync(transferring);
        await EndsCleanlyAsync(transferring, "NORMAL_CLEARING");

        var recording = await _phone.DialAsync("+15550123", "+15550100");
        await _phone.UntilAsync(recording, c => c.Recordings == 1, "the recording");
        await _phone.HangUpAsync(recording);
        await EndsCleanlyAsync(recording, "NORMAL_CLEARING");
    }

    [Fact]
    public async Task Silence_leads_to_voicemail_and_pound_ends_the_message()
    {
        await StartAsync(0);
        var id = await _phone.DialAsync("+15550123", "+15550100");
        await _phone.UntilAsync(id, c => c.Recordings == 1, "the recording");
        await _phone.PressAsync(id, "#");
        await _phone.HearsAsync(id, "Thank you. Goodbye.");
        await EndsCleanlyAsync(id, "NORMAL_CLEARING");
    }

    [Fact]
    public async Task The_control_API_places_a_call_shows_it_and_hangs_it_up()
    {
        await StartAsync(0);
        var id = await _api.PlaceAsync("survey", "+15550101", "+15557001234", TimeSpan.FromSeconds(30));
        await _phone.HearsAsync(id, "Thank you for calling");
        var placed = (await _api.GetAsync("/api/calls?flow=survey&state=live"))["items"]!.AsArray().Single(c => (string?)c!["to"] == "+15557001234")!;
        Assert.Equal(System.Net.HttpStatusCode.Accepted, (await _api.PostAsync($"/api/calls/{placed["id"]}/hangup")).StatusCode);
        await _phone.EndsAsync(id);
    }

    [Fact]
    public async Task The_control_API_places_calls_later_and_calls_them_off()
    {
        await StartAsync(0);
        var body = new { flow = "survey", from = "+15550101", to = "+15557001235", at = DateTimeOffset.UtcNow.AddSeconds(15).ToString("o"), args = new { round = 2 } };
        var later = await IdAsync(await _api.PostAsync("/api/calls", body));
        var never = await IdAsync(await _api.PostAsync("/api/calls", body with { to = "+15557001236" }));
        Assert.Equal(System.Net.HttpStatusCode.Accepted, (await _api.PostAsync($"/api/calls/{never}/hangup")).StatusCode);

        var call = await _api.GetAsync($"/api/calls/{later}");
        Assert.Equal(("live", null, 2, (string?)call["wakeAt"]), ((string?)call["state"], (string?)call["carrierId"], (int?)call["args"]!["round"], (string?)call["at"]));
        var cancelled = (await _api.GetAsync("/api/calls?cause=CANCELLED&since=2026-01-01T00:00:00Z"))["items"]!.AsArray().Single()!;
        Assert.Equal((never, "ended"), ((string?)cancelled["id"], (string?)cancelled["state"]));
        await _phone.IsCalledAsync("+15557001235", _ => true, "the call that was placed later");
        Assert.Equal(0, await _phone.CallsOfAsync("+15557001236"));
    }

    [Fact]
    public async Task The_control_API_texts_and_begins_conversations()
    {
        await StartAsync(0);
        const string Peer = "+15557001300";
        const string Thread = $"/api/threads/+15550105~{Peer}";
        Assert.Equal(System.Net.HttpStatusCode.Accepted, (await _api.PostAsync(Thread + "/texts", new { text = "We open at nine." })).StatusCode);
        await _phone.GetsTextAsync(Peer, t => t == "We open at nine.", "the text");
        Assert.Equal(System.Net.HttpStatusCode.Accepted, (await _api.PostAsync("/api/threads", new { from = "+15550105", to = Peer, args = new { table = 4 } })).StatusCode);
        await _phone.GetsTextAsync(Peer, t => t == "Which day?", "the question");

        var thread = (await _api.GetAsync($"/api/threads?number=%2B{Peer[1..]}"))["items"]!.AsArray().Single()!;
        Assert.Equal(("auto-reply", "+15550105", Peer, false), ((string?)thread["flow"], (string?)thread["own"], (string?)thread["peer"], (bool?)thread["isStopped"]));
        Assert.Contains((await _api.GetAsync(Thread + "/journal"))["entries"]!.AsArray(), e => (string?)e!["name"] == "$begin");
        await _phone.TextAsync(Peer, "+15550105", "STOP");
        await Tick.UntilAsync(async () => (bool?)(await _api.GetAsync(Thread))["isStopped"] == true ? "" : null, () => "The STOP does not show.");
        Assert.Equal(System.Net.HttpStatusCode.Conflict, (await _api.PostAsync(Thread + "/texts", new { text = "Buy now." })).StatusCode);
    }

    private static async Task<string> IdAsync(HttpResponseMessage answer) => (string)System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!;

    private async Task StartAsync(int setup)
    {
        var pair = await setups.StartedAsync(setup);
        (_host, _phone, _api) = (pair.Host, new Phone(pair.Simulator.Url), new ControlApi(pair.Host.Url));
    }

    /// <summary>
    /// The simulator and the journal agree that it is over, and nothing was asked of the call afterwards.
    /// </summary>
    private async Task EndsCleanlyAsync(string id, string cause)
    {
        await _phone.EndsAsync(id);
        var call = await Tick.UntilAsync(
            async () => await _api.GetAsync($"/api/calls/{id}") is { } c && (string?)c["state"] == "ended" ? c : null,
            () => $"{id} did not end in the journal. The host said:\n{_host.Output}");
        Assert.Equal(cause, (string?)call["cause"]);
        Assert.Null((string?)call["fault"]);
        var hangup = await Tick.UntilAsync(
            async () => (await _phone.CallbacksAsync(id)).SingleOrDefault(c => (string?)c["eventType"] == "hangup" && c["ms"] is not null),
            () => $"The end of {id} was not told.");
        var acknowledged = At(hangup).AddMilliseconds((double)hangup["ms"]! * Speed);
        Assert.All((await _phone.RequestsAsync(id)).Where(r => (string?)r["method"] == "POST"), r => Assert.True(At(r) <= acknowledged, $"after the end: {r.ToJsonString()}"));
    }

    private static DateTimeOffset At(System.Text.Json.Nodes.JsonObject item) => DateTimeOffset.Parse((string)item["at"]!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// A simulator and a host for each way of being called; each pair is started once, when it is first asked for.
    /// </summary>
    public sealed class Setups : IAsyncLifetime
    {
        private static readonly string[][] Arguments =
        [
            [],
            ["--callback-method", "GET"],
            ["--set", "CallGrains:Ingress:Credentials:User=carrier", "--set", "CallGrains:Ingress:Credentials:Password=s3cret of ours"],
        ];

        private readonly Dictionary<int, ProgramPair> _started = [];

        internal async Task<ProgramPair> StartedAsync(int setup)
        {
            if (!_started.TryGetValue(setup, out var pair))
            {
                _started[setup] = pair = await ProgramPair.StartAsync(Speed, Arguments[setup]);
            }

            return pair;
        }

        public ValueTask InitializeAsync() => ValueTask.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            foreach (var pair in _started.Values)
            {
                await pair.DisposeAsync();
            }
        }
    }
}
