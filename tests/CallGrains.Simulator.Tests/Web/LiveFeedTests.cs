using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests.Web;

public sealed class LiveFeedTests : IAsyncLifetime
{
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync() => _carrier = await Carrier.StartAsync();

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Fact]
    public async Task A_page_sees_a_call_from_its_ringing_to_its_end_with_what_went_over_the_wire()
    {
        using var page = await LiveClient.OpenAsync(_carrier.Url);
        await _carrier.BindAsync();
        var call = await _carrier.RingAsync();
        await _carrier.OkAsync($"calls/{call}/audio", new { sentence = "Hello" });
        await _carrier.PressAsync(call, "5");
        await _carrier.PhoneAsync($"calls/{call}/hangup");
        await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING");

        // Each of them is told when it has come to rest, in no order among them.
        var missing = new List<Predicate<LiveEvent>>
        {
            entry => Is(entry, "callback", "eventType", "hangup"),
            entry => entry.Name == "account" && (string?)entry.Data["numbers"]?.AsArray().FirstOrDefault()?["number"] == Carrier.AppNumber,
            entry => Is(entry, "call", "state", "completed"),
            entry => Is(entry, "request", "path", $"/v1/users/u-simulator/calls/{call}/audio") && (int?)entry.Data["status"] == 200,
        };
        var seen = await page.UntilAsync(entry =>
        {
            missing.RemoveAll(fits => fits(entry));
            return missing.Count == 0;
        });
        Assert.Equal("hello", seen[0].Name);
        var last = seen.Last(entry => entry.Name == "call").Data;
        Assert.Equal((call, "completed", "Hello", "5"), ((string?)last["callId"], (string?)last["state"], (string?)last["heard"]![0]!["text"], (string?)last["pressed"]![0]!["text"]));
        Assert.Equal(
            ["incomingcall", "answer", "speak", "dtmf", "speak", "hangup"],
            seen.Where(entry => entry.Name == "callback").Select(entry => (string?)entry.Data["eventType"]));
    }

    [Fact]
    public async Task A_call_that_goes_on_is_told_to_a_new_page_however_many_are_newer()
    {
        await _carrier.BindAsync();
        var old = await _carrier.RingAsync();
        for (var n = 0; n < 101; n++)
        {
            await _carrier.PhoneAsync($"calls/{await _carrier.RingAsync()}/hangup");
        }

        using var page = await LiveClient.OpenAsync(_carrier.Url);
        await page.UntilAsync(entry => Is(entry, "call", "callId", old));
    }

    [Fact]
    public async Task A_page_reads_the_past_backwards_and_knows_who_hung_up()
    {
        await _carrier.BindAsync();
        var (first, second) = (await _carrier.RingAsync(), await _carrier.RingAsync());
        await _carrier.App.EventsUntilAsync(second, "answer");
        Assert.Equal(first, (string?)(await _carrier.LookAsync($"calls?before={second}"))["items"]!.AsArray().Single()!["callId"]);
        await Carrier.UntilAsync(() => _carrier.LookAsync("callbacks"), seen => (int)seen["total"]! == 4);
        Assert.Equal([2, 3], (await _carrier.LookAsync("callbacks?before=4&limit=2"))["items"]!.AsArray().Select(entry => (int)entry!["n"]!));
        await _carrier.PhoneAsync($"calls/{first}/hangup");
        await _carrier.OkAsync($"calls/{second}", new { state = "completed" });
        Assert.Equal("phone", (string?)(await _carrier.LookAsync($"calls/{first}"))["endedBy"]);
        Assert.Equal("application", (string?)(await _carrier.LookAsync($"calls/{second}"))["endedBy"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_that_comes_back_gets_what_it_missed_and_nothing_twice(bool byHeader)
    {
        await _carrier.BindAsync();
        using var first = await LiveClient.OpenAsync(_carrier.Url);
        await first.UntilAsync(entry => entry.Name == "request" && (int)entry.Data["n"]! == 2 && entry.Data["ms"] is not null);
        first.Dispose();
        var call = await _carrier.RingAsync();
        await _carrier.App.EventsUntilAsync(call, "answer");

        using var again = await LiveClient.OpenAsync(_carrier.Url, byHeader ? first.LastId : null, byHeader ? null : first.LastId);
        var seen = await again.UntilAsync(entry => Is(entry, "callback", "eventType", "answer"));
        Assert.DoesNotContain(seen, entry => entry.Name == "request");
        Assert.Equal([1, 2], seen.Where(entry => entry.Name == "callback").Select(entry => (int)entry.Data["n"]!));
    }

    [Fact]
    public async Task A_request_that_had_no_answer_yet_is_told_again_with_it_even_after_a_lost_connection()
    {
        await _carrier.BindAsync();
        var call = await _carrier.RingAsync();
        await _carrier.PhoneAsync("faults", new { fault = "slow", path = "/calls/*/audio", seconds = 30 });
        using var first = await LiveClient.OpenAsync(_carrier.Url);
        var slow = _carrier.PostAsync($"calls/{call}/audio", new { sentence = "Hello" });
        var begun = await first.UntilAsync(entry => Is(entry, "request", "path", $"/v1/users/u-simulator/calls/{call}/audio"));
        if (begun[^1].Id is null)
        {
            await first.UntilAsync(entry => entry.Id is not null);
        }

        first.Dispose();
        while (!slow.IsCompleted)
        {
            _carrier.Clock.Advance(10);
        }

        (await slow).Dispose();

        using var again = await LiveClient.OpenAsync(_carrier.Url, first.LastId);
        var told = (await again.UntilAsync(entry => entry.Name == "request" && entry.Data["ms"] is not null))[^1];
        Assert.Equal((200, "slow 30 s (fault-1)"), ((int)told.Data["status"]!, (string?)told.Data["fault"]));
    }

    [Fact]
    public async Task A_callback_that_the_application_sits_on_is_told_at_once_and_again_with_its_answer()
    {
        var hold = new TaskCompletionSource<int>();
        _carrier.App.Answer = _ => hold.Task;
        await _carrier.BindAsync(autoAnswer: false);
        using var page = await LiveClient.OpenAsync(_carrier.Url);
        var call = await _carrier.RingAsync();
        var flying = (await page.UntilAsync(entry => entry.Name == "flights" && entry.Data.AsArray().Count == 1))[^1];
        Assert.Equal((call, "incomingcall", null), ((string?)flying.Data[0]!["callId"], (string?)flying.Data[0]!["eventType"], (int?)flying.Data[0]!["status"]));

        hold.SetResult(202);
        var seen = await page.UntilAsync(entry => entry.Name == "callback");
        Assert.Equal(202, (int)seen[^1].Data["status"]!);
        if (!seen.Any(entry => entry.Name == "flights"))
        {
            await page.UntilAsync(entry => entry.Name == "flights" && entry.Data.AsArray().Count == 0);
        }
    }

    [Fact]
    public async Task An_id_of_another_run_begins_anew()
    {
        await _carrier.BindAsync();
        using var page = await LiveClient.OpenAsync(_carrier.Url, "another.900.900");
        Assert.Equal([1, 2], (await page.UntilAsync(entry => Is(entry, "request", "method", "POST") && (int)entry.Data["n"]! == 2)).Where(entry => entry.Name == "request").Select(entry => (int)entry.Data["n"]!));
    }

    [Fact]
    public async Task A_call_that_a_hundred_others_followed_still_ends_on_the_page()
    {
        await _carrier.BindAsync(autoAnswer: false);
        var old = await _carrier.RingAsync();
        using var page = await LiveClient.OpenAsync(_carrier.Url);
        await page.UntilAsync(entry => Is(entry, "call", "callId", old));
        for (var i = 0; i < 150; i++)
        {
            await _carrier.RingAsync();
        }

        await _carrier.PhoneAsync($"calls/{old}/hangup");

        await page.UntilAsync(entry => Is(entry, "call", "callId", old) && (string?)entry.Data["state"] == "completed");
    }

    [Fact]
    public async Task A_simulator_that_stops_ends_the_feed_and_does_not_wait_for_its_pages()
    {
        var server = await SimulatorServer.StartAsync(new SimulatorOptions { Port = 0 });
        using var page = await LiveClient.OpenAsync(server.Url);
        await page.NextAsync();
        await server.DisposeAsync();

        LiveEvent? left;
        try
        {
            while ((left = await page.NextAsync()) is not null)
            {
                Assert.Equal("account", left.Name);
            }
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            left = null;
        }

        Assert.Null(left);
    }

    private static bool Is(LiveEvent entry, string name, string field, string value) => entry.Name == name && (string?)entry.Data[field] == value;
}
