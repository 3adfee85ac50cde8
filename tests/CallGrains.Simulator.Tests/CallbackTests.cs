using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class CallbackTests : IAsyncLifetime
{
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync() => _carrier = await Carrier.StartAsync();

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Fact]
    public async Task Get_carries_every_field_in_the_query_behind_the_one_that_is_there()
    {
        await _carrier.BindAsync(url: $"{_carrier.App.Url}/voice?shop=7&name=a%20b", more: new JsonObject { ["callbackHttpMethod"] = "get" });
        var call = await _carrier.RingAsync();
        await _carrier.CreateAsync($"calls/{call}/gather", new { maxDigits = 3 });
        await _carrier.PressAsync(call, "12#");
        await _carrier.App.EventsUntilAsync(call, "gather terminating-digit 12");

        var first = _carrier.App.All()[0];
        Assert.Equal(("GET", "/voice", "7", "a b"), (first.Method, first.Path, first["shop"], first["name"]));
        Assert.Equal((Carrier.Caller, Carrier.AppNumber, "incomingcall"), (first["from"], first["to"], first["eventType"]));
        Assert.StartsWith($"{_carrier.Url}v1/users/u-simulator/calls/", first["callUri"], StringComparison.Ordinal);
        var gather = _carrier.App.All()[^1];
        Assert.Equal(("#", "terminating-digit", "12", "completed"), (gather["terminatingDigit"], gather["reason"], gather["digits"], gather["state"]));
        Assert.NotNull(gather["callUri"]);
        var sent = (await _carrier.LookAsync("callbacks"))["items"]![0]!;
        Assert.Contains("from=%2B15550199", (string?)sent["url"], StringComparison.Ordinal);
        Assert.Null(sent["body"]);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    public async Task Credentials_in_the_url_become_a_basic_header(string method)
    {
        await _carrier.BindAsync(url: $"http://flow:s%40cret@{_carrier.App.Authority}/in", more: new JsonObject { ["callbackHttpMethod"] = method });
        var call = await _carrier.RingAsync();
        await _carrier.App.EventsUntilAsync(call, "answer");

        Assert.All(_carrier.App.All(), received => Assert.Equal((method, Carrier.Basic("flow", "s@cret").ToString()), (received.Method, received.Authorization)));
        Assert.DoesNotContain("cret@", (string?)(await _carrier.LookAsync("callbacks"))["items"]![0]!["url"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_in_the_url_is_sent_and_not_shown()
    {
        const string Token = "AbCd9xFLOWfrontDeskZk3vN7qT2mYw8";
        await _carrier.BindAsync(url: $"{_carrier.App.Url}/callbacks/f/{Token}");
        var call = await _carrier.RingAsync();
        await _carrier.App.EventsUntilAsync(call, "answer");

        Assert.Equal($"/callbacks/f/{Token}", _carrier.App.All()[0].Path);
        foreach (var list in new[] { "callbacks", "requests" })
        {
            var shown = (await _carrier.LookAsync(list))["items"]!.ToJsonString();
            Assert.DoesNotContain(Token, shown, StringComparison.Ordinal);
            Assert.Contains("/callbacks/f/AbCd9x", shown, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(500)]
    [InlineData(302)]
    [InlineData(404)]
    public async Task A_refused_event_goes_once_to_the_fallback(int status)
    {
        _carrier.App.Answer = received => Task.FromResult(received.Path == "/in" ? status : 204);
        await _carrier.BindAsync(autoAnswer: false, more: new JsonObject { ["incomingCallFallbackUrl"] = $"{_carrier.App.Url}/backup" });
        var call = await _carrier.RingAsync();
        await _carrier.PhoneAsync($"calls/{call}/hangup");

        await _carrier.App.UntilAsync(all => all.Count == 4);
        Assert.Equal(
            ["/in incomingcall", "/backup incomingcall", "/in hangup ORIGINATOR_CANCEL", "/backup hangup ORIGINATOR_CANCEL"],
            _carrier.App.All().Select(received => $"{received.Path} {received.Short}"));
    }

    [Fact]
    public async Task When_the_fallback_fails_too_the_event_is_lost_and_the_next_goes_its_way()
    {
        _carrier.App.Answer = received => Task.FromResult(received.Short == "incomingcall" ? 503 : 200);
        await _carrier.BindAsync(more: new JsonObject { ["incomingCallFallbackUrl"] = $"{_carrier.App.Url}/backup" });
        var call = await _carrier.RingAsync();

        Assert.Equal(["incomingcall", "incomingcall", "answer"], await _carrier.App.EventsUntilAsync(call, "answer"));
    }

    [Fact]
    public async Task No_answer_in_real_time_is_a_failure_whatever_the_simulated_clock_says()
    {
        var never = new TaskCompletionSource<int>();
        _carrier.App.Answer = received => received.Path == "/in" ? never.Task : Task.FromResult(200);
        await _carrier.BindAsync(autoAnswer: false, more: new JsonObject
        {
            ["incomingCallUrlCallbackTimeout"] = 500,
            ["incomingCallFallbackUrl"] = $"{_carrier.App.Url}/backup",
        });
        var call = await _carrier.RingAsync();

        Assert.Equal(["incomingcall", "incomingcall"], await _carrier.App.EventsUntilAsync(call, "incomingcall", times: 2));
        await _carrier.App.UntilAsync(all => all.Any(received => received.Path == "/backup"));
        never.SetResult(200);
        var failed = (await _carrier.LookAsync("callbacks"))["items"]![0]!;
        Assert.Null(failed["status"]);
        Assert.Equal("no answer within 500 ms", (string?)failed["error"]);
    }

    [Fact]
    public async Task Nobody_at_the_url_is_a_failure()
    {
        await _carrier.BindAsync(url: "http://127.0.0.1:1/nobody", more: new JsonObject { ["incomingCallFallbackUrl"] = $"{_carrier.App.Url}/backup" });
        var call = await _carrier.RingAsync();

        Assert.Equal(["incomingcall", "answer"], await _carrier.App.EventsUntilAsync(call, "answer"));
    }

    [Fact]
    public async Task Events_of_one_call_wait_for_each_other_and_not_for_other_calls()
    {
        var hold = new TaskCompletionSource<int>();
        string? slow = null;
        _carrier.App.Answer = received => received.CallId == slow ? hold.Task : Task.FromResult(200);
        await _carrier.BindAsync();
        var first = slow = await _carrier.RingAsync();
        await _carrier.App.UntilAsync(all => all.Any(received => received.CallId == first));
        var calls = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            calls.Add(await _carrier.RingAsync());
        }

        foreach (var call in calls)
        {
            await _carrier.App.EventsUntilAsync(call, "answer");
        }

        hold.SetResult(200);
        Assert.Equal(["incomingcall", "answer"], await _carrier.App.EventsUntilAsync(first, "answer"));
    }

    [Fact]
    public async Task The_history_lists_requests_and_callbacks_of_a_call()
    {
        await _carrier.BindAsync();
        var call = await _carrier.RingAsync();
        await _carrier.RingAsync();
        await _carrier.OkAsync($"calls/{call}/audio", new { sentence = "Hello" });
        await _carrier.ErrorAsync($"calls/{call}/audio", new { });
        await _carrier.App.EventsUntilAsync(call, "speak started");

        var requests = (await _carrier.LookAsync($"requests?callId={call}"))["items"]!.AsArray();
        Assert.Equal([200, 400], requests.Select(entry => (int)entry!["status"]!));
        Assert.Equal(("POST", $"/v1/users/u-simulator/calls/{call}/audio", """{"sentence":"Hello"}"""), ((string?)requests[0]!["method"], (string?)requests[0]!["path"], (string?)requests[0]!["body"]));
        var all = await _carrier.LookAsync("requests");
        Assert.Equal((4, 4), ((int)all["total"]!, all["items"]!.AsArray().Count));
        Assert.Equal(2, (await _carrier.LookAsync("requests?after=2"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_created_call_is_found_by_its_id_in_the_requests()
    {
        var call = await _carrier.DialAsync("+15557000");
        var request = Assert.Single((await _carrier.LookAsync($"requests?callId={call}"))["items"]!.AsArray());
        Assert.Equal(201, (int)request!["status"]!);
    }
}
