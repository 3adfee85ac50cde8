using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class IncomingCallTests : IAsyncLifetime
{
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync() => _carrier = await Carrier.StartAsync();

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Fact]
    public async Task Auto_answer_sends_incomingcall_then_answer()
    {
        await _carrier.BindAsync();
        var call = await _carrier.RingAsync();

        Assert.Equal(["incomingcall", "answer"], await _carrier.App.EventsUntilAsync(call, "answer"));
        Assert.Equal("active", await _carrier.StateAsync(call));
    }

    [Fact]
    public async Task The_incomingcall_event_carries_the_documented_fields()
    {
        await _carrier.BindAsync(autoAnswer: false);
        var call = await _carrier.RingAsync();
        await _carrier.App.EventsUntilAsync(call, "incomingcall");

        var received = Assert.Single(_carrier.App.All());
        Assert.Equal(["applicationId", "callId", "callState", "callUri", "eventType", "from", "time", "to"], received.Fields.Select(field => field.Key).Order());
        Assert.Equal("active", received["callState"]);
        Assert.Equal(Carrier.Caller, received["from"]);
        Assert.Equal("2026-01-02T03:04:05.000Z", received["time"]);
        Assert.Equal($"{_carrier.Url}v1/users/u-simulator/calls/{call}", received["callUri"]);
        Assert.Equal("application/json; charset=utf-8", received.ContentType);
        Assert.StartsWith("BandwidthAPI/v1 (", received.UserAgent, StringComparison.Ordinal);
        Assert.Equal("started", await _carrier.StateAsync(call));
    }

    [Theory]
    [InlineData("anonymous", false, "anonymous")]
    [InlineData("", false, "")]
    [InlineData(Carrier.Caller, true, "anonymous")]
    public async Task A_caller_may_withhold_the_number(string from, bool withholds, string told)
    {
        await _carrier.BindAsync(autoAnswer: false);
        var call = (string)(await _carrier.PhoneAsync("calls", new { from, to = Carrier.AppNumber, withholdCallerNumber = withholds }))["callId"]!;
        await _carrier.App.EventsUntilAsync(call, "incomingcall");

        var received = Assert.Single(_carrier.App.All());
        Assert.Equal((told, "true"), (received["from"] ?? "", received["withholdCallerNumber"]));
    }

    [Fact]
    public async Task Answering_sends_answer_and_a_second_answer_is_refused()
    {
        await _carrier.BindAsync(autoAnswer: false);
        var call = await _carrier.RingAsync();

        await _carrier.OkAsync($"calls/{call}", new { state = "active" });

        Assert.Equal(["incomingcall", "answer"], await _carrier.App.EventsUntilAsync(call, "answer"));
        var refused = await _carrier.ErrorAsync($"calls/{call}", new { state = "active" });
        Assert.Equal((403, "forbidden", "call-invalid-state"), (refused.Status, refused.Category, refused.Code));
    }

    [Fact]
    public async Task Rejecting_ends_with_hangup_call_rejected()
    {
        await _carrier.BindAsync(autoAnswer: false);
        var call = await _carrier.RingAsync();

        await _carrier.OkAsync($"calls/{call}", new { state = "rejected" });

        Assert.Equal(["incomingcall", "hangup CALL_REJECTED"], await _carrier.App.EventsUntilAsync(call, "hangup CALL_REJECTED"));
        Assert.Equal("rejected", await _carrier.StateAsync(call));
        Assert.Equal("completed", _carrier.App.All()[^1]["callState"]);
    }

    [Fact]
    public async Task The_caller_gives_up_after_a_minute()
    {
        await _carrier.BindAsync(autoAnswer: false);
        var call = await _carrier.RingAsync();

        _carrier.Clock.Advance(59.9);
        Assert.Equal("started", await _carrier.StateAsync(call));
        _carrier.Clock.Advance(0.1);

        Assert.Equal(["incomingcall", "hangup ORIGINATOR_CANCEL"], await _carrier.App.EventsUntilAsync(call, "hangup ORIGINATOR_CANCEL"));
    }

    [Fact]
    public async Task The_caller_hangs_up_while_it_rings()
    {
        await _carrier.BindAsync(autoAnswer: false);
        var call = await _carrier.RingAsync();

        await _carrier.PhoneAsync($"calls/{call}/hangup");

        Assert.Equal(["incomingcall", "hangup ORIGINATOR_CANCEL"], await _carrier.App.EventsUntilAsync(call, "hangup ORIGINATOR_CANCEL"));
    }

    [Fact]
    public async Task The_far_end_hangs_up_an_answered_call()
    {
        await _carrier.BindAsync();
        var call = await _carrier.RingAsync();

        await _carrier.PhoneAsync($"calls/{call}/hangup");

        Assert.Equal(["incomingcall", "answer", "hangup NORMAL_CLEARING"], await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING"));
        Assert.Equal(["create", "answer", "hangup NORMAL_CLEARING"], await _carrier.LogAsync(call));
    }

    [Fact]
    public async Task The_application_hangs_up_and_the_end_is_final()
    {
        await _carrier.BindAsync();
        var call = await _carrier.RingAsync();
        _carrier.Clock.Advance(3);

        await _carrier.OkAsync($"calls/{call}", new { state = "completed" });

        await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING");
        var view = await _carrier.GetAsync($"calls/{call}");
        Assert.Equal(("completed", "60", "2026-01-02T03:04:08.000Z"), ((string?)view["state"], view["chargeableDuration"]!.ToString(), (string?)view["endTime"]));
        foreach (var state in new[] { "active", "rejected", "completed", "transferring" })
        {
            Assert.Equal("call-invalid-state", (await _carrier.ErrorAsync($"calls/{call}", new { state, transferTo = "+15550123" })).Code);
        }

        await _carrier.OkAsync($"calls/{call}", new { });
    }

    [Fact]
    public async Task A_number_bound_to_nothing_is_a_clear_error()
    {
        using var answer = await _carrier.TryPhoneAsync("calls", new { from = Carrier.Caller, to = "+15550177" });

        var (status, _, code, message) = await Carrier.ErrorOfAsync(answer);
        Assert.Equal((404, "no-application-for-number"), (status, code));
        Assert.Contains("+15550177", message, StringComparison.Ordinal);
    }
}
