using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class GatherTests : CallTests
{
    [Fact]
    public async Task Enough_digits_complete_it()
    {
        var gather = await GatherAsync(new { maxDigits = "2", tag = "menu" });
        await carrier.PressAsync(call, "123");

        Assert.Equal(["dtmf 1", "dtmf 2", "gather max-digits 12", "dtmf 3"], await UntilAsync("dtmf 3"));
        var received = carrier.App.All().Single(entry => entry["eventType"] == "gather");
        Assert.Equal(["callId", "digits", "eventType", "gatherId", "reason", "state", "tag", "time"], received.Fields.Select(field => field.Key).Order());
        Assert.Equal((gather, "completed", "menu"), (received["gatherId"], received["state"], received["tag"]));
    }

    [Fact]
    public async Task A_terminating_digit_is_not_among_the_digits()
    {
        await GatherAsync(new { maxDigits = 5, terminatingDigits = "*#" });
        await carrier.PressAsync(call, "12*");

        Assert.Equal(["dtmf 1", "dtmf 2", "dtmf *", "gather terminating-digit 12"], await UntilAsync("gather terminating-digit 12"));
    }

    [Fact]
    public async Task The_hash_terminates_by_default()
    {
        await GatherAsync(new { });
        await carrier.PressAsync(call, "#");

        Assert.Equal(["dtmf #", "gather terminating-digit"], await UntilAsync("gather terminating-digit"));
    }

    [Fact]
    public async Task Silence_of_five_seconds_ends_it_without_digits()
    {
        await GatherAsync(new { maxDigits = 1 });
        carrier.Clock.Advance(4.9);
        Assert.True(await GatheringAsync());
        carrier.Clock.Advance(0.1);

        Assert.Equal(["gather inter-digit-timeout"], await UntilAsync("gather inter-digit-timeout"));
    }

    [Fact]
    public async Task Each_digit_starts_the_wait_anew()
    {
        await GatherAsync(new { maxDigits = 9, interDigitTimeout = "2.5" });
        carrier.Clock.Advance(2);
        await carrier.PressAsync(call, "1");
        carrier.Clock.Advance(2);
        await carrier.PressAsync(call, "2");
        carrier.Clock.Advance(2.4);
        Assert.True(await GatheringAsync());
        carrier.Clock.Advance(0.1);

        Assert.Equal(["dtmf 1", "dtmf 2", "gather inter-digit-timeout 12"], await UntilAsync("gather inter-digit-timeout 12"));
    }

    [Fact]
    public async Task The_wait_begins_when_the_prompt_is_over()
    {
        await GatherAsync(new { maxDigits = 1, interDigitTimeout = 3, tag = "p", prompt = new { sentence = new string('x', 100) } });
        carrier.Clock.Advance(9.4);
        Assert.True(await GatheringAsync());
        carrier.Clock.Advance(0.1);

        Assert.Equal(["speak started", "speak done", "gather inter-digit-timeout"], await UntilAsync("gather inter-digit-timeout"));
        Assert.All(carrier.App.All().Skip(2), received => Assert.Equal("p", received["tag"]));
        Assert.Equal(["CHANNEL_EXECUTE", "playback", "playback", "CHANNEL_EXECUTE_COMPLETE"], await NamesAsync());
    }

    [Fact]
    public async Task The_first_digit_stops_the_prompt()
    {
        await GatherAsync(new { maxDigits = 2, prompt = new { fileUrl = await carrier.FileAsync("p.wav"), bargeable = "true" } });
        carrier.Clock.Advance(1);
        await carrier.PressAsync(call, "1");
        await carrier.PressAsync(call, "2");

        Assert.Equal(["playback started", "playback done", "dtmf 1", "dtmf 2", "gather max-digits 12"], await UntilAsync("gather max-digits 12"));
        Assert.Equal(["CHANNEL_EXECUTE", "playback", "playback", "CHANNEL_EXECUTE_COMPLETE"], await NamesAsync());
    }

    [Fact]
    public async Task A_looping_prompt_waits_for_a_key_for_ever()
    {
        await GatherAsync(new { maxDigits = 1, prompt = new { sentence = "Press a key.", loopEnabled = true } });
        carrier.Clock.Advance(100);
        await carrier.PressAsync(call, "7");

        Assert.Equal(["speak started", "speak done", "dtmf 7", "gather max-digits 7"], await UntilAsync("gather max-digits 7"));
    }

    [Fact]
    public async Task SuppressDtmf_keeps_the_keys_of_the_gather_quiet()
    {
        await GatherAsync(new { maxDigits = 2, suppressDtmf = "true" });
        await carrier.PressAsync(call, "123");

        Assert.Equal(["gather max-digits 12", "dtmf 3"], await UntilAsync("dtmf 3"));
    }

    [Fact]
    public async Task A_second_gather_is_a_conflict()
    {
        await GatherAsync(new { });
        var refused = await carrier.ErrorAsync($"calls/{call}/gather", new { });
        Assert.Equal((409, "conflict", "call-duplicate-gather-error"), (refused.Status, refused.Category, refused.Code));
    }

    [Fact]
    public async Task Stopping_it_is_reported_as_cancelled()
    {
        var gather = await GatherAsync(new { prompt = new { sentence = "Anything?" } });
        Assert.Equal("started", (string?)(await carrier.GetAsync($"calls/{call}/gather/{gather}"))["state"]);
        await carrier.OkAsync($"calls/{call}/gather/{gather}", new { state = "completed" });
        await carrier.OkAsync($"calls/{call}/gather/{gather}", new { state = "completed" });

        Assert.Equal(["speak started", "speak done", "gather cancelled"], await UntilAsync("gather cancelled"));
        var view = await carrier.GetAsync($"calls/{call}/gather/{gather}");
        Assert.Equal(("completed", $"{carrier.Url}v1/users/u-simulator/calls/{call}"), ((string?)view["state"], (string?)view["call"]));
        Assert.Null(view["reason"]);
    }

    [Fact]
    public async Task The_end_of_the_call_is_hung_up_before_hangup()
    {
        var gather = await GatherAsync(new { prompt = new { sentence = "Are you there?" } });
        carrier.Clock.Advance(3);
        await carrier.PressAsync(call, "1");
        await carrier.PhoneAsync($"calls/{call}/hangup");

        Assert.Equal(["speak started", "speak done", "dtmf 1", "gather hung-up 1", "hangup NORMAL_CLEARING"], await UntilAsync("hangup NORMAL_CLEARING"));
        var view = await carrier.GetAsync($"calls/{call}/gather/{gather}");
        Assert.Equal(("hung-up", "1"), ((string?)view["reason"], (string?)view["digits"]));
    }

    [Fact]
    public async Task The_log_names_the_gather_from_its_beginning_to_its_end()
    {
        var gather = await GatherAsync(new { maxDigits = 1 });
        var data = $$"""{"applicationName":"gather","applicationData":"{{gather}}"}""";
        Assert.Equal([$"CHANNEL_EXECUTE {data}"], (await carrier.LogAsync(call)).Skip(2));
        await carrier.PressAsync(call, "1");

        Assert.Equal([$"CHANNEL_EXECUTE {data}", $"CHANNEL_EXECUTE_COMPLETE {data}"], (await carrier.LogAsync(call)).Skip(2));
    }

    [Fact]
    public async Task No_two_keys_of_a_request_are_pressed_at_the_same_time()
    {
        await carrier.PressAsync(call, "1150");

        await UntilAsync("dtmf 0");
        var times = carrier.App.All().Where(entry => entry["eventType"] == "dtmf").Select(entry => entry["time"]).ToList();
        Assert.Equal(4, times.Distinct().Count());
    }

    [Fact]
    public async Task Digits_without_a_gather_are_dtmf_events()
    {
        await carrier.PressAsync(call, "5#");

        Assert.Equal(["dtmf 5", "dtmf #"], await UntilAsync("dtmf #"));
    }

    [Theory]
    [InlineData("""{"maxDigits":31}""")]
    [InlineData("""{"maxDigits":"many"}""")]
    [InlineData("""{"interDigitTimeout":0}""")]
    [InlineData("""{"interDigitTimeout":"30.1"}""")]
    [InlineData("""{"terminatingDigits":""}""")]
    [InlineData("""{"prompt":{}}""")]
    [InlineData("""{"prompt":"Hello"}""")]
    [InlineData("""{"prompt":{"sentence":""}}""")]
    public async Task Wrong_gathers_are_refused(string body) => Assert.Equal(400, (await carrier.ErrorAsync($"calls/{call}/gather", JsonNode.Parse(body)!)).Status);

    [Fact]
    public async Task An_unknown_gather_is_not_found()
    {
        var refused = await carrier.ErrorAsync($"calls/{call}/gather/gtr-x", new { state = "completed" });
        Assert.Equal((404, "not-found"), (refused.Status, refused.Category));
    }

    private Task<string> GatherAsync(object body) => carrier.CreateAsync($"calls/{call}/gather", body);

    /// <summary>The events after the answer.</summary>
    private async Task<IEnumerable<string>> UntilAsync(string last) => (await carrier.App.EventsUntilAsync(call, last)).Skip(2);

    /// <summary>The names in the carrier's log after the answer.</summary>
    private async Task<IEnumerable<string>> NamesAsync() => (await carrier.LogAsync(call)).Skip(2).Select(entry => entry.Split(' ')[0]);

    private async Task<bool> GatheringAsync() => (bool)(await carrier.LookAsync($"calls/{call}"))["gathering"]!;
}
