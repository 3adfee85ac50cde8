using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class FaultTests : IAsyncLifetime
{
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync()
    {
        _carrier = await Carrier.StartAsync();
        await _carrier.BindAsync();
    }

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Fact]
    public async Task A_dropped_event_is_never_sent_and_the_history_says_so()
    {
        await OrderAsync(new { fault = "drop", @event = "answer" });
        var call = await _carrier.RingAsync();
        await _carrier.PhoneAsync($"calls/{call}/hangup");
        Assert.Equal(["incomingcall", "hangup NORMAL_CLEARING"], await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING"));
        var dropped = (await HistoryAsync(call)).Single(entry => entry["fault"] is not null);
        Assert.Equal(("answer", "drop (fault-1)", null), ((string?)dropped["eventType"], (string?)dropped["fault"], dropped["status"]));
    }

    [Fact]
    public async Task A_duplicate_is_sent_twice_and_only_as_often_as_ordered()
    {
        await OrderAsync(new { fault = "duplicate", @event = "incomingcall", count = 1 });
        var call = await _carrier.RingAsync();
        _carrier.Clock.Advance(0.1);
        await _carrier.App.EventsUntilAsync(call, "incomingcall", times: 2);
        var next = await _carrier.RingAsync();
        _carrier.Clock.Advance(0.1);
        Assert.Equal(["incomingcall", "answer"], await _carrier.App.EventsUntilAsync(next, "answer"));
        var rule = Assert.Single((await _carrier.LookAsync("faults"))["items"]!.AsArray())!;
        Assert.Equal((2, 1), ((int)rule["matched"]!, (int)rule["applied"]!));
        Assert.Equal(["duplicate (fault-1)", "duplicate (fault-1), the copy"], (await HistoryAsync(call)).Select(entry => (string?)entry["fault"]).Where(fault => fault is not null));
    }

    [Fact]
    public async Task A_delayed_event_is_overtaken()
    {
        await OrderAsync(new { fault = "delay", @event = "speak", seconds = 5, skip = 1, count = 1 });
        var call = await AnsweredAsync();
        await _carrier.OkAsync($"calls/{call}/audio", new { sentence = "Hi." });
        _carrier.Clock.Advance(1);
        await _carrier.PressAsync(call, "1");
        await _carrier.App.EventsUntilAsync(call, "dtmf 1");
        _carrier.Clock.Advance(4.5);
        Assert.Equal(["incomingcall", "answer", "speak started", "dtmf 1", "speak done"], await _carrier.App.EventsUntilAsync(call, "speak done"));
    }

    [Fact]
    public async Task Reordered_events_change_places_or_come_after_a_while()
    {
        await OrderAsync(new { fault = "reorder", @event = "incomingcall" });
        await OrderAsync(new { fault = "reorder", @event = "dtmf", seconds = 2 });
        var call = await _carrier.RingAsync();
        Assert.Equal(["answer", "incomingcall"], await _carrier.App.EventsUntilAsync(call, "incomingcall"));
        await _carrier.PressAsync(call, "1");
        _carrier.Clock.Advance(2);
        Assert.Equal(["answer", "incomingcall", "dtmf 1"], await _carrier.App.EventsUntilAsync(call, "dtmf 1"));
    }

    [Fact]
    public async Task A_late_event_comes_after_the_hang_up()
    {
        await OrderAsync(new { fault = "late", @event = "gather", seconds = 3 });
        var call = await AnsweredAsync();
        await _carrier.CreateAsync($"calls/{call}/gather", new { maxDigits = 1 });
        await _carrier.PressAsync(call, "1");
        await _carrier.PhoneAsync($"calls/{call}/hangup");
        await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING");
        _carrier.Clock.Advance(3);
        Assert.Equal(["incomingcall", "answer", "dtmf 1", "hangup NORMAL_CLEARING", "gather max-digits 1"], await _carrier.App.EventsUntilAsync(call, "gather max-digits 1"));
    }

    [Theory]
    [InlineData(503, null, "unavailable", "call-unavailable")]
    [InlineData(403, null, "credit", "insufficient-available-balance")]
    [InlineData(403, "call-invalid-state", "forbidden", "call-invalid-state")]
    [InlineData(404, "media-not-found", "not-found", "media-not-found")]
    [InlineData(500, null, "backend", "backend-protocol-support-failure")]
    public async Task An_ordered_error_is_answered_and_nothing_is_done(int status, string? code, string category, string expected)
    {
        var call = await AnsweredAsync();
        await OrderAsync(new { fault = "error", method = "post", path = "/calls/*/audio", status, code, count = 1 });
        var refused = await _carrier.ErrorAsync($"calls/{call}/audio", new { sentence = "Hi." });
        Assert.Equal((status, category, expected), (refused.Status, refused.Category, refused.Code));
        Assert.Empty((await _carrier.LookAsync($"calls/{call}"))["heard"]!.AsArray());
        await _carrier.OkAsync($"calls/{call}/audio", new { sentence = "Hi." });
        var noted = (await _carrier.LookAsync($"requests?callId={call}"))["items"]!.AsArray().Single(entry => entry!["fault"] is not null)!;
        Assert.Equal(($"error {status} (fault-1)", status), ((string?)noted["fault"], (int)noted["status"]!));
    }

    [Fact]
    public async Task Creating_a_call_meets_the_rate_limit_of_calls_and_429_says_when_to_come_again()
    {
        await OrderAsync(new { fault = "error", path = "/calls", status = 403, count = 1 });
        await OrderAsync(new { fault = "error", path = "/calls", status = 429 });
        Assert.Equal((403, "limit", "call-rate-limit"), Short(await _carrier.ErrorAsync("calls", new { from = Carrier.AppNumber, to = "+15557000" })));
        using var answer = await _carrier.PostAsync("calls", new { from = Carrier.AppNumber, to = "+15557000" });
        Assert.Equal((429, "too-many-requests", "rate-limit-reached"), Short(await Carrier.ErrorOfAsync(answer)));
        Assert.Equal(_carrier.Clock.GetUtcNow().AddSeconds(1).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), answer.Headers.GetValues("X-RateLimit-Reset").Single());
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task A_lost_answer_hides_what_took_place_and_a_lost_request_did_nothing(bool effect, int spoken)
    {
        var call = await AnsweredAsync();
        await OrderAsync(new { fault = "lost", path = "/calls/*/audio", effect, count = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => _carrier.PostAsync($"calls/{call}/audio", new { sentence = "Hi." }));
        Assert.Equal(spoken, (await _carrier.LookAsync($"calls/{call}"))["heard"]!.AsArray().Count);
        if (effect)
        {
            await _carrier.App.EventsUntilAsync(call, "speak started");
        }

        var noted = (await _carrier.LookAsync($"requests?callId={call}"))["items"]!.AsArray().Single(entry => entry!["fault"] is not null)!;
        Assert.Equal((effect ? "lost answer (fault-1)" : "lost request (fault-1)", effect ? 200 : null), ((string?)noted["fault"], (int?)noted["status"]));
    }

    [Fact]
    public async Task A_slow_answer_comes_after_the_event_it_caused()
    {
        var call = await AnsweredAsync();
        await OrderAsync(new { fault = "slow", path = "/calls/*/audio", seconds = 8 });
        var asking = _carrier.PostAsync($"calls/{call}/audio", new { sentence = "Hi." });
        await _carrier.App.EventsUntilAsync(call, "speak started");
        Assert.False(asking.IsCompleted);
        while (!asking.IsCompleted)
        {
            _carrier.Clock.Advance(8);
        }

        using var answer = await asking;
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Media_can_fail()
    {
        await OrderAsync(new { fault = "media", @event = "transcription" });
        var call = await AnsweredAsync();
        await _carrier.OkAsync($"calls/{call}", new { recordingEnabled = true, transcriptionEnabled = true });
        await _carrier.OkAsync($"calls/{call}", new { recordingEnabled = false });
        _carrier.Clock.Advance(2);
        await _carrier.App.UntilAsync(all => all.Any(entry => entry.Short == "transcription error"));
        await OrderAsync(new { fault = "media", @event = "recording", callId = call });
        await _carrier.OkAsync($"calls/{call}", new { recordingEnabled = true });
        await _carrier.OkAsync($"calls/{call}", new { recordingEnabled = false });
        _carrier.Clock.Advance(2);
        await _carrier.App.EventsUntilAsync(call, "recording error");
        var recording = (await _carrier.GetAsync($"calls/{call}/recordings"))[1]!;
        Assert.Equal(("error", null), ((string?)recording["state"], (string?)recording["media"]));
        Assert.Equal(403, (await _carrier.ErrorAsync($"recordings/{recording["id"]}/transcriptions", new { })).Status);
    }

    [Fact]
    public async Task Chances_follow_the_seed_and_not_the_order_of_calls()
    {
        async Task<List<string>> FatesAsync(int seed)
        {
            await using var run = await Carrier.StartAsync(seed);
            await run.BindAsync();
            using var ordered = await run.TryPhoneAsync("faults", new { fault = "drop", @event = "dtmf", probability = 0.5 });
            var call = await run.RingAsync();
            await run.PressAsync(call, "0123456789*#ABCD");
            await run.PhoneAsync($"calls/{call}/hangup");
            return [.. await run.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING")];
        }

        var (one, again, other) = (await FatesAsync(1), await FatesAsync(1), await FatesAsync(2));
        Assert.Equal(one, again);
        Assert.NotEqual(one, other);
        Assert.InRange(one.Count, 4, 18);
    }

    [Fact]
    public async Task Rules_are_listed_and_taken_back()
    {
        using var listed = await _carrier.TryPhoneAsync("faults", new object[] { new { fault = "drop", @event = "speak" }, new { fault = "slow", path = "/media*" } });
        Assert.Equal(201, (int)listed.StatusCode);
        using var client = new HttpClient { BaseAddress = _carrier.Url };
        using var one = await client.DeleteAsync("sim/faults/fault-1");
        Assert.Equal("fault-2", (string?)Assert.Single((await _carrier.LookAsync("faults"))["items"]!.AsArray())!["id"]);
        using var all = await client.DeleteAsync("sim/faults");
        Assert.Empty((await _carrier.LookAsync("faults"))["items"]!.AsArray());
        using var gone = await client.DeleteAsync("sim/faults/fault-1");
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Theory]
    [InlineData("""{}""", "needs 'fault'")]
    [InlineData("""{"fault":"boom"}""", "'fault' is 'boom'")]
    [InlineData("""{"fault":"drop","path":"/calls"}""", "match it by 'event'")]
    [InlineData("""{"fault":"lost","event":"speak"}""", "match it by 'method' and 'path'")]
    [InlineData("""{"fault":"drop","probability":2}""", "from 0 to 1")]
    [InlineData("""{"fault":"drop","chance":0.2}""", "has no 'chance'")]
    [InlineData("""{"fault":"media","event":"speak"}""", "recording, transcription")]
    public async Task Wrong_rules_are_explained(string rule, string message)
    {
        using var answer = await _carrier.TryPhoneAsync("faults", JsonNode.Parse(rule)!);
        var error = await Carrier.ErrorOfAsync(answer);
        Assert.Equal(400, error.Status);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_orders_faults_from_the_start()
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"faults-{Guid.NewGuid():n}.json");
        await File.WriteAllTextAsync(file, """[{"fault":"drop","event":"answer"}, {"fault":"eror"}]""");
        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => SimulatorServer.StartAsync(new SimulatorOptions { Port = 0, FaultsFile = file }));
        Assert.Contains($"--faults {file}: 'fault' is 'eror'", wrong.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, """[{"fault":"drop","event":"answer"}]""");
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions { Port = 0, FaultsFile = file });
        using var client = new HttpClient();
        Assert.Contains("\"drop\"", await client.GetStringAsync($"{server.Url}sim/faults"), StringComparison.Ordinal);
        File.Delete(file);
    }

    private static (int, string?, string?) Short((int Status, string? Category, string? Code, string? Message) error) => (error.Status, error.Category, error.Code);

    private Task<JsonNode> OrderAsync(object rule) => _carrier.PhoneAsync("faults", rule);

    private async Task<string> AnsweredAsync()
    {
        var call = await _carrier.RingAsync();
        await _carrier.App.EventsUntilAsync(call, "answer");
        return call;
    }

    /// <summary>An entry is made when the answer is in, so the last ones may still be on their way.</summary>
    private async Task<List<JsonNode>> HistoryAsync(string call)
    {
        var sent = _carrier.App.Events(call).Count;
        var entries = await Carrier.UntilAsync(
            () => _carrier.LookAsync($"callbacks?callId={call}"), list => list["items"]!.AsArray().Count(entry => entry!["status"] is not null) >= sent);
        return [.. entries["items"]!.AsArray().Select(entry => entry!)];
    }
}
