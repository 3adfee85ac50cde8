using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class OutgoingCallTests : IAsyncLifetime
{
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync() => _carrier = await Carrier.StartAsync();

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Fact]
    public async Task Callee_answers_after_two_seconds_and_the_tag_travels()
    {
        var call = await _carrier.DialAsync("+15557000", new { tag = "t-1" });
        _carrier.Clock.Advance(1.999);
        Assert.Equal("started", await _carrier.StateAsync(call));
        _carrier.Clock.Advance(0.001);

        Assert.Equal(["answer"], await _carrier.App.EventsUntilAsync(call, "answer"));
        Assert.Equal("t-1", _carrier.App.All()[0]["tag"]);
        Assert.Equal(["create", "answer"], await _carrier.LogAsync(call));
    }

    [Theory]
    [InlineData("+15550190", 0.5, "USER_BUSY")]
    [InlineData("+15550192", 2, "CALL_REJECTED")]
    [InlineData("+15550193", 0.5, "UNALLOCATED_NUMBER")]
    public async Task Special_numbers_fail_in_their_own_way(string to, double after, string cause)
    {
        var call = await _carrier.DialAsync(to);
        _carrier.Clock.Advance(after);

        Assert.Equal([$"hangup {cause}"], await _carrier.App.EventsUntilAsync(call, $"hangup {cause}"));
        Assert.Equal("completed", await _carrier.StateAsync(call));
        Assert.Equal(["create", $"hangup {cause}"], await _carrier.LogAsync(call));
    }

    [Fact]
    public async Task Nobody_answers_0191_timeout_then_hangup_no_answer()
    {
        var call = await _carrier.DialAsync("+15550191", new { callTimeout = 25, tag = "late" });
        _carrier.Clock.Advance(24.9);
        Assert.Equal("started", await _carrier.StateAsync(call));
        _carrier.Clock.Advance(0.1);

        Assert.Equal(["timeout", "hangup NO_ANSWER"], await _carrier.App.EventsUntilAsync(call, "hangup NO_ANSWER"));
        Assert.All(_carrier.App.All(), received => Assert.Equal("late", received["tag"]));
    }

    [Fact]
    public async Task Hanging_up_while_it_rings_cancels()
    {
        var call = await _carrier.DialAsync("+15557000");
        await _carrier.OkAsync($"calls/{call}", new { state = "completed" });
        _carrier.Clock.Advance(100);

        Assert.Equal(["hangup ORIGINATOR_CANCEL"], await _carrier.App.EventsUntilAsync(call, "hangup ORIGINATOR_CANCEL"));
        Assert.Equal(["create", "hangup ORIGINATOR_CANCEL"], await _carrier.LogAsync(call));
    }

    [Fact]
    public async Task A_phone_held_by_hand_answers_when_it_wants()
    {
        await _carrier.PhoneAsync("phones", new { number = "+15557001", manual = true });
        var call = await _carrier.DialAsync("+15557001");
        _carrier.Clock.Advance(30);
        Assert.Equal("started", await _carrier.StateAsync(call));

        await _carrier.PhoneAsync($"calls/{call}/answer");

        Assert.Equal(["answer"], await _carrier.App.EventsUntilAsync(call, "answer"));
    }

    [Fact]
    public async Task A_phone_held_by_hand_declines()
    {
        await _carrier.PhoneAsync("phones", new { number = "+15557001", manual = true });
        var call = await _carrier.DialAsync("+15557001");

        await _carrier.PhoneAsync($"calls/{call}/decline");

        Assert.Equal(["hangup CALL_REJECTED"], await _carrier.App.EventsUntilAsync(call, "hangup CALL_REJECTED"));
        using var late = await _carrier.TryPhoneAsync($"calls/{call}/answer", new { });
        Assert.Equal(409, (await Carrier.ErrorOfAsync(late)).Status);
    }

    [Fact]
    public async Task Ringing_allows_no_audio_gather_dtmf_or_transfer()
    {
        var call = await _carrier.DialAsync("+15557000");

        Assert.Equal(403, (await _carrier.ErrorAsync($"calls/{call}/audio", new { sentence = "Hi" })).Status);
        Assert.Equal(403, (await _carrier.ErrorAsync($"calls/{call}/gather", new { })).Status);
        Assert.Equal(403, (await _carrier.ErrorAsync($"calls/{call}/dtmf", new { dtmfOut = "1" })).Status);
        Assert.Equal(403, (await _carrier.ErrorAsync($"calls/{call}", new { state = "transferring", transferTo = "+15550123" })).Status);
        Assert.Equal(403, (await _carrier.ErrorAsync($"calls/{call}", new { state = "active" })).Status);
        using var early = await _carrier.TryPhoneAsync($"calls/{call}/digits", new { digits = "1" });
        Assert.Equal(409, (await Carrier.ErrorOfAsync(early)).Status);
    }

    [Fact]
    public async Task A_number_bound_to_an_application_rings_there_and_both_legs_live_together()
    {
        await _carrier.BindAsync();
        var leg = await _carrier.DialAsync(Carrier.AppNumber);
        await _carrier.App.EventsUntilAsync(leg, "answer");
        var far = await FarAsync(leg);
        Assert.Equal(["incomingcall", "answer"], await _carrier.App.EventsUntilAsync(far, "answer"));

        await _carrier.OkAsync($"calls/{leg}/dtmf", new { dtmfOut = "4w2" });
        _carrier.Clock.Advance(1);
        await _carrier.OkAsync($"calls/{leg}", new { state = "completed" });

        Assert.Equal(["incomingcall", "answer", "dtmf 4", "dtmf 2", "hangup NORMAL_CLEARING"], await _carrier.App.EventsUntilAsync(far, "hangup NORMAL_CLEARING"));
        Assert.Equal(["answer", "hangup NORMAL_CLEARING"], await _carrier.App.EventsUntilAsync(leg, "hangup NORMAL_CLEARING"));
    }

    [Fact]
    public async Task The_other_application_rejects()
    {
        await _carrier.BindAsync(autoAnswer: false);
        var leg = await _carrier.DialAsync(Carrier.AppNumber);
        var far = await FarAsync(leg);

        await _carrier.OkAsync($"calls/{far}", new { state = "rejected" });

        Assert.Equal(["hangup CALL_REJECTED"], await _carrier.App.EventsUntilAsync(leg, "hangup CALL_REJECTED"));
        Assert.Equal("rejected", await _carrier.StateAsync(far));
    }

    [Fact]
    public async Task The_other_application_lets_it_ring()
    {
        await _carrier.BindAsync(autoAnswer: false);
        var leg = await _carrier.DialAsync(Carrier.AppNumber, new { callTimeout = 10 });
        var far = await FarAsync(leg);
        _carrier.Clock.Advance(10);

        Assert.Equal(["timeout", "hangup NO_ANSWER"], await _carrier.App.EventsUntilAsync(leg, "hangup NO_ANSWER"));
        Assert.Equal(["incomingcall", "hangup ORIGINATOR_CANCEL"], await _carrier.App.EventsUntilAsync(far, "hangup ORIGINATOR_CANCEL"));
    }

    [Fact]
    public async Task The_call_object_shows_what_it_was_created_with()
    {
        var more = new JsonObject
        {
            ["tag"] = "{\"a\":1}",
            ["callTimeout"] = "20",
            ["callbackUrl"] = "http://u:p@127.0.0.1:9/x?y=1",
            ["callbackTimeout"] = 2000,
            ["fallbackUrl"] = "http://127.0.0.1:9/f",
            ["callbackHttpMethod"] = "get",
            ["sipHeaders"] = new JsonObject { ["X-One"] = "1" },
        };
        var view = await _carrier.GetAsync($"calls/{await _carrier.DialAsync("+15557000", more)}");

        Assert.Equal("{\"a\":1}", (string?)view["tag"]);
        Assert.Equal("http://u:p@127.0.0.1:9/x?y=1", (string?)view["callbackUrl"]);
        Assert.Equal(("GET", 2000, 20), ((string?)view["callbackHttpMethod"], (int)view["callbackTimeout"]!, (int)view["callTimeout"]!));
        Assert.Equal("1", (string?)view["sipHeaders"]!["X-One"]);
        Assert.Equal(("out", "started"), ((string?)view["direction"], (string?)view["state"]));
        Assert.DoesNotContain(view.AsObject(), field => field.Value is null);
    }

    private async Task<string> FarAsync(string leg) => (string)(await _carrier.LookAsync($"calls/{leg}"))["farCallId"]!;
}
