using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class TransferTests : CallTests
{
    [Fact]
    public async Task An_answered_transfer_connects_until_the_caller_leaves()
    {
        var leg = await TransferAsync("+15557000", tag: "op-7");
        Assert.Equal("transferring", await carrier.StateAsync(call));
        carrier.Clock.Advance(2);
        Assert.Equal(["answer"], await carrier.App.EventsUntilAsync(leg, "answer"));
        Assert.Equal("op-7", carrier.App.All()[^1]["tag"]);
        Assert.Equal("+15557000", (string?)(await carrier.LookAsync($"calls/{call}"))["connectedTo"]);
        Assert.Equal(Carrier.Caller, (string?)(await carrier.LookAsync($"calls/{leg}"))["connectedTo"]);

        await carrier.PressAsync(call, "9");
        await carrier.PhoneAsync($"calls/{call}/hangup");

        Assert.Equal(["incomingcall", "answer", "dtmf 9", "hangup NORMAL_CLEARING"], await carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING"));
        Assert.Equal(["answer", "hangup NORMAL_CLEARING"], await carrier.App.EventsUntilAsync(leg, "hangup NORMAL_CLEARING"));
        Assert.Equal(("completed", "completed"), (await carrier.StateAsync(call), await carrier.StateAsync(leg)));
        Assert.Contains("dtmf", (await carrier.LookAsync($"calls/{leg}"))["heard"]!.AsArray().Select(sound => (string)sound!["kind"]!));
    }

    [Fact]
    public async Task An_answered_transfer_ends_when_the_target_leaves()
    {
        var leg = await TransferAsync("+15557000");
        carrier.Clock.Advance(2);
        await carrier.PhoneAsync($"calls/{leg}/hangup");

        await carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING");
        await carrier.App.EventsUntilAsync(leg, "hangup NORMAL_CLEARING");
    }

    [Theory]
    [InlineData("+15550190", 0.5, "hangup USER_BUSY")]
    [InlineData("+15550192", 2, "hangup CALL_REJECTED")]
    [InlineData("+15550193", 0.5, "hangup UNALLOCATED_NUMBER")]
    public async Task A_failed_transfer_says_why_and_the_old_call_is_active_again(string to, double after, string last)
    {
        var leg = await TransferAsync(to);
        carrier.Clock.Advance(after);

        Assert.Equal([last], await carrier.App.EventsUntilAsync(leg, last));
        Assert.Equal("active", await carrier.StateAsync(call));
        await carrier.OkAsync($"calls/{call}/audio", new { sentence = "Sorry." });
    }

    [Fact]
    public async Task An_unanswered_transfer_times_out_after_a_minute_and_can_be_tried_again()
    {
        var leg = await TransferAsync("+15550191");
        carrier.Clock.Advance(60);

        Assert.Equal(["timeout", "hangup NO_ANSWER"], await carrier.App.EventsUntilAsync(leg, "hangup NO_ANSWER"));
        var second = await TransferAsync("+15557000");
        carrier.Clock.Advance(2);
        await carrier.App.EventsUntilAsync(second, "answer");
        Assert.Equal(["incomingcall", "answer"], carrier.App.Events(call));
    }

    [Fact]
    public async Task The_caller_leaves_while_the_target_rings()
    {
        var leg = await TransferAsync("+15550191");
        await carrier.PhoneAsync($"calls/{call}/hangup");

        Assert.Equal(["hangup ORIGINATOR_CANCEL"], await carrier.App.EventsUntilAsync(leg, "hangup ORIGINATOR_CANCEL"));
        await carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING");
    }

    [Fact]
    public async Task The_application_hangs_up_either_side()
    {
        var leg = await TransferAsync("+15557000");
        carrier.Clock.Advance(2);
        await carrier.OkAsync($"calls/{leg}", new { state = "completed" });

        await carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING");
        Assert.Equal("completed", await carrier.StateAsync(leg));
    }

    [Fact]
    public async Task A_whisper_is_heard_by_the_target_before_it_is_connected()
    {
        var leg = await carrier.CreateAsync($"calls/{call}", new
        {
            state = "transferring",
            transferTo = "+15557000",
            callbackUrl = $"{carrier.App.Url}/leg",
            whisperAudio = new { sentence = "A customer.", gender = "female", locale = "en_US", voice = "susan" },
        });
        carrier.Clock.Advance(2);
        Assert.Null((await carrier.LookAsync($"calls/{call}"))["connectedTo"]);
        carrier.Clock.Advance(1);

        Assert.Equal(["answer", "speak started", "speak done"], await carrier.App.EventsUntilAsync(leg, "speak done"));
        var heard = (await carrier.LookAsync($"calls/{leg}"))["heard"]!.AsArray();
        Assert.Equal(["speak A customer.", $"connected {Carrier.Caller}"], heard.Select(sound => $"{sound!["kind"]} {sound["text"]}"));
    }

    [Fact]
    public async Task A_target_that_leaves_during_the_whisper_gives_the_call_back()
    {
        var leg = await carrier.CreateAsync($"calls/{call}", new
        {
            state = "transferring",
            transferTo = "+15557000",
            callbackUrl = $"{carrier.App.Url}/leg",
            whisperAudio = new { sentence = "A customer." },
        });
        carrier.Clock.Advance(2);
        await carrier.PhoneAsync($"calls/{leg}/hangup");

        Assert.Equal(["answer", "speak started", "speak done", "hangup NORMAL_CLEARING"], await carrier.App.EventsUntilAsync(leg, "hangup NORMAL_CLEARING"));
        Assert.Equal("active", await carrier.StateAsync(call));
    }

    [Fact]
    public async Task Without_a_callback_url_the_new_leg_is_silent()
    {
        var leg = await carrier.CreateAsync($"calls/{call}", new { state = "transferring", transferTo = "+15557000" });
        carrier.Clock.Advance(2);
        await carrier.PhoneAsync($"calls/{leg}/hangup");

        await carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING");
        Assert.Empty((await carrier.LookAsync($"callbacks?callId={leg}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_transfer_stops_sound_and_gather_of_the_old_call()
    {
        await carrier.CreateAsync($"calls/{call}/gather", new { prompt = new { sentence = "Long, long, long." } });
        await TransferAsync("+15557000");

        Assert.Equal(["incomingcall", "answer", "speak started", "speak done", "gather cancelled"], await carrier.App.EventsUntilAsync(call, "gather cancelled"));
        Assert.Equal(403, (await carrier.ErrorAsync($"calls/{call}/audio", new { sentence = "Hi" })).Status);
    }

    [Fact]
    public async Task The_caller_id_is_the_transferred_party_unless_said_otherwise()
    {
        var plain = await TransferAsync("+15557000");
        Assert.Equal(Carrier.Caller, (string?)(await carrier.GetAsync($"calls/{plain}"))["from"]);

        await carrier.OkAsync($"calls/{plain}", new { state = "completed" });
        var own = await carrier.CreateAsync($"calls/{call}", new { state = "transferring", transferTo = "+15557000", transferCallerId = Carrier.AppNumber });
        Assert.Equal(Carrier.AppNumber, (string?)(await carrier.GetAsync($"calls/{own}"))["from"]);
    }

    [Fact]
    public async Task Wrong_transfers_are_refused()
    {
        Assert.Equal((400, "missing-property"), Short(await carrier.ErrorAsync($"calls/{call}", new { state = "transferring" })));
        Assert.Equal((400, "validation-error"), Short(await carrier.ErrorAsync($"calls/{call}", new { state = "transferring", transferTo = "me" })));
        Assert.Equal((400, "validation-error"), Short(await carrier.ErrorAsync($"calls/{call}", new { state = "transferring", transferTo = "+15557000", transferCallerId = "+15559999" })));
        Assert.Equal("active", await carrier.StateAsync(call));
        await TransferAsync("+15557000");
        Assert.Equal((403, "call-invalid-state"), Short(await carrier.ErrorAsync($"calls/{call}", new { state = "transferring", transferTo = "+15557000" })));
    }

    [Fact]
    public async Task A_transfer_to_an_application_rings_there()
    {
        await carrier.BindAsync(number: "+15550101");
        var leg = await TransferAsync("+15550101");

        await carrier.App.EventsUntilAsync(leg, "answer");
        var far = (string)(await carrier.LookAsync($"calls/{leg}"))["farCallId"]!;
        Assert.Equal(["incomingcall", "answer"], await carrier.App.EventsUntilAsync(far, "answer"));
        await carrier.PhoneAsync($"calls/{call}/hangup");
        await carrier.App.EventsUntilAsync(far, "hangup NORMAL_CLEARING");
    }

    private static (int, string?) Short((int Status, string? Category, string? Code, string? Message) error) => (error.Status, error.Code);

    private Task<string> TransferAsync(string to, string? tag = null) =>
        carrier.CreateAsync($"calls/{call}", new { state = "transferring", transferTo = to, callbackUrl = $"{carrier.App.Url}/leg", tag });
}
