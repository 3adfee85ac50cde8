using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace CallGrains.Telnyx.Tests;

/// <summary>Every payload that was published or observed is read, or refused in words.</summary>
public sealed class FixtureTests
{
    private static readonly TelnyxCallbacks Protocol = new(Options.Create(TelnyxBench.Settings(new Signer(1))), TimeProvider.System);

    /// <summary>
    /// Records of the event log and of the first API version, which no webhook has, and abridged texts without id or
    /// receiver.
    /// </summary>
    private static readonly string[] OtherShapes =
    [
        "call.answered.docs-webhook-fundamentals-complete-guid.json", "call.recording.saved.docs-storing-call-recordings-1.json", "call.recording.saved.docs-storing-call-recordings-2.json",
        "call.recording.saved.docs-storing-call-recordings-3.json", "call.recording.saved.docs-storing-call-recordings-4.json", "message.received.docs-advanced-opt-in-out-management.json",
        "message.received.docs-send-receive-mms.json", "message.received.sdk-test-4.json",
    ];

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.json").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Fixtures");

    [Theory, MemberData(nameof(Names))]
    public void Each_is_read(string name)
    {
        try
        {
            var e = Read(name).Event;
            Assert.Contains(e.GetType(), Expected(name, e));
        }
        catch (EventFormatException) when (OtherShapes.Contains(name))
        {
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Each_is_read_the_same_from_the_journal_and_in_neutral_form(string name)
    {
        if (OtherShapes.Contains(name))
        {
            return;
        }

        var e = Read(name).Event;
        Assert.Equal(e with { OperationId = null }, EventJson.Read(EventJson.Write(e)) with { OperationId = null });
        Assert.Equal(Read(name).DedupeKey, Read(name).DedupeKey);
    }

    [Theory, MemberData(nameof(Names))]
    public void Damaged_ones_are_refused_and_nothing_else_is_thrown(string name)
    {
        var raw = File.ReadAllBytes(Path.Combine(Folder, name));
        var random = new Random(name.Length);
        for (var i = 0; i < 200; i++)
        {
            var damaged = raw.ToArray();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                Protocol.Read(new CallbackRequest(CallbackForm.Json, damaged.AsMemory(0, i % 2 == 0 ? damaged.Length : random.Next(damaged.Length))));
            }
            catch (EventFormatException)
            {
                // As it is to be.
            }
        }
    }

    [Theory]
    [InlineData("normal_clearing", HangupCause.NormalClearing)]
    [InlineData("originator_cancel", HangupCause.OriginatorCancel)]
    [InlineData("user_busy", HangupCause.UserBusy)]
    [InlineData("call_rejected", HangupCause.CallRejected)]
    [InlineData("timeout", HangupCause.NoAnswer)]
    [InlineData("no_answer", HangupCause.NoAnswer)]
    [InlineData("not_found", HangupCause.UnallocatedNumber)]
    [InlineData("time_limit", "TIME_LIMIT")]
    [InlineData("of_the_future", "OF_THE_FUTURE")]
    [InlineData(null, "UNSPECIFIED")]
    public void Causes_are_neutral(string? cause, string neutral) => Assert.Equal(neutral, Assert.IsType<HangupEvent>(Of("call.hangup", ("hangup_cause", cause))).Cause);

    [Fact]
    public void The_carriers_own_words_stay_beside_the_cause()
    {
        var e = Assert.IsType<HangupEvent>(Read("call.hangup.observed-normal-clearing-sip-503.json").Event);
        Assert.Equal((HangupCause.NormalClearing, "503", "caller"), (e.Cause, e.Extra["sip_hangup_cause"].GetString(), e.Extra["hangup_source"].GetString()));
    }

    [Theory]
    [InlineData("12", "valid", GatherReason.MaxDigits)]
    [InlineData("1", "valid", GatherReason.TerminatingDigit)]
    [InlineData("", "timeout", GatherReason.InterDigitTimeout)]
    [InlineData("", "invalid", GatherReason.InterDigitTimeout)]
    [InlineData("", "cancelled", GatherReason.Cancelled)]
    [InlineData("", "cancelled_amd", GatherReason.Cancelled)]
    [InlineData("1", "call_hangup", GatherReason.HungUp)]
    public void A_gather_ends_with_a_reason(string digits, string status, string reason)
    {
        var state = new ClientState(FlowAddress.Call("c"), 0, 8) { Gather = new Doing(8, "mine", 2) };
        var e = Assert.IsType<GatherEvent>(Of("call.gather.ended", ("digits", digits), ("status", status), ("client_state", state.Encode())));
        Assert.Equal((reason, digits, 8, "mine"), (e.Reason, e.Digits, e.OperationId, e.Tag));
        Assert.Equal(CommandIds.Of(new OperationKey(FlowAddress.Call("c"), 8)), e.GatherId);
    }

    [Theory]
    [InlineData("message.sent", "queued", MessageState.Sent, DeliveryState.Waiting, 4)]
    [InlineData("message.finalized", "delivered", MessageState.Sent, DeliveryState.Delivered, MessageEvent.FinalRank)]
    [InlineData("message.finalized", "delivery_failed", MessageState.Sent, DeliveryState.NotDelivered, MessageEvent.FinalRank)]
    [InlineData("message.finalized", "expired", MessageState.Sent, DeliveryState.NotDelivered, MessageEvent.FinalRank)]
    [InlineData("message.finalized", "sending_failed", MessageState.Error, null, MessageEvent.FinalRank)]
    [InlineData("message.finalized", "delivery_unconfirmed", MessageState.Sent, null, 3)]
    public void A_text_has_the_state_that_it_reached(string type, string status, string state, string? delivery, int rank)
    {
        var e = Assert.IsType<SmsEvent>(Text(type, status, new JsonArray()));
        Assert.Equal((state, delivery, rank, "+15550100", "+15550199"), (e.State, e.DeliveryState, e.DeliveryRank, e.From, e.To));
    }

    [Theory]
    [InlineData("call.machine.detection.ended", "human", MachineResult.Human)]
    [InlineData("call.machine.detection.ended", "machine", MachineResult.Machine)]
    [InlineData("call.machine.detection.ended", "not_sure", MachineResult.Unknown)]
    [InlineData("call.machine.premium.detection.ended", "human_residence", MachineResult.Human)]
    [InlineData("call.machine.premium.detection.ended", "human_business", MachineResult.Human)]
    [InlineData("call.machine.premium.detection.ended", "fax_detected", MachineResult.Machine)]
    [InlineData("call.machine.premium.detection.ended", "silence", MachineResult.Unknown)]
    [InlineData("call.machine.greeting.ended", "beep_detected", MachineGreetingResult.Beep)]
    [InlineData("call.machine.greeting.ended", "ended", MachineGreetingResult.Silence)]
    [InlineData("call.machine.greeting.ended", "not_sure", MachineGreetingResult.Unknown)]
    [InlineData("call.machine.premium.greeting.ended", "no_beep_detected", MachineGreetingResult.Silence)]
    public void Each_result_of_a_detection_has_its_neutral_word(string type, string result, string word)
    {
        var e = Of(type, ("result", result));
        Assert.Equal(word, (e as MachineEvent)?.Result ?? (e as MachineGreetingEvent)?.Result);
        Assert.Equal(result, e.Extra["carrierResult"].GetString());
        Assert.Equal(e.DedupeKey, Of(type, ("result", result), ("from", "+15550002")).DedupeKey);
    }

    [Fact]
    public void A_text_that_failed_says_why()
    {
        var e = Assert.IsType<SmsEvent>(Text("message.finalized", "delivery_failed", new JsonArray(new JsonObject { ["code"] = "40008", ["title"] = "Undeliverable" })));
        Assert.Equal(("40008", "Undeliverable"), (e.DeliveryCode, e.DeliveryDescription));
    }

    [Fact]
    public void An_inbound_text_has_its_parties_and_media()
    {
        var e = Assert.IsType<MmsEvent>(Read("message.received.docs-receive-sms-and-mms-messages-2.json").Event);
        Assert.True(e.IsInbound && e.State == MessageState.Received && e.Media.Count > 0, $"{e}");
    }

    [Fact]
    public void A_leg_of_ours_is_named_by_its_state()
    {
        var state = new ClientState(FlowAddress.Call("o-7"), 3, 3) { Speak = new Doing(5, "mine") };
        var received = Protocol.Read(Request("call.speak.ended", ("client_state", state.Encode())));
        Assert.Equal((FlowAddress.Call("o-7"), 3, 5, "mine"), (received.Grain!.Value, received.Leg, received.Event.OperationId, received.Event.Tag));
        Assert.Null(Protocol.Read(Request("call.speak.ended", ("client_state", "aGF2ZSBhIG5pY2UgZGF5ID1d"))).Grain);
    }

    private static Type[] Expected(string name, CarrierEvent e) => name switch
    {
        _ when name.StartsWith("call.initiated.", StringComparison.Ordinal) => e is IncomingCallEvent ? [typeof(IncomingCallEvent)] : [typeof(UnknownEvent)],
        _ when name.StartsWith("call.answered.", StringComparison.Ordinal) => [typeof(AnswerEvent)],
        _ when name.StartsWith("call.hangup.", StringComparison.Ordinal) => [typeof(HangupEvent)],
        _ when name.StartsWith("call.speak.", StringComparison.Ordinal) => [typeof(SpeakEvent)],
        _ when name.StartsWith("call.playback.", StringComparison.Ordinal) => [typeof(PlaybackEvent)],
        _ when name.StartsWith("call.dtmf.", StringComparison.Ordinal) => [typeof(DtmfEvent)],
        _ when name.StartsWith("call.machine.", StringComparison.Ordinal) => name.Contains(".greeting.", StringComparison.Ordinal) ? [typeof(MachineGreetingEvent)] : [typeof(MachineEvent)],
        _ when name.StartsWith("call.gather.ended", StringComparison.Ordinal) => [typeof(GatherEvent)],
        _ when name.StartsWith("call.recording.transcription.", StringComparison.Ordinal) => [typeof(TranscriptionEvent)],
        _ when name.StartsWith("call.recording.", StringComparison.Ordinal) => [typeof(RecordingEvent), typeof(UnknownEvent)],
        _ when name.StartsWith("conference.created.", StringComparison.Ordinal) || name.StartsWith("conference.ended.", StringComparison.Ordinal) => [typeof(ConferenceEvent)],
        _ when name.StartsWith("conference.participant.joined.", StringComparison.Ordinal) || name.StartsWith("conference.participant.left.", StringComparison.Ordinal) => [typeof(ConferenceMemberEvent)],
        _ when name.StartsWith("conference.participant.speak.", StringComparison.Ordinal) => [typeof(SpeakEvent)],
        _ when name.StartsWith("conference.participant.playback.", StringComparison.Ordinal) => [typeof(PlaybackEvent)],
        _ when name.StartsWith("conference.speak.", StringComparison.Ordinal) => [typeof(ConferenceSpeakEvent)],
        _ when name.StartsWith("conference.playback.", StringComparison.Ordinal) => [typeof(ConferencePlaybackEvent)],
        _ when name.StartsWith("message.", StringComparison.Ordinal) => [typeof(SmsEvent), typeof(MmsEvent)],
        _ => [typeof(UnknownEvent)],
    };

    private static ReceivedEvent Read(string name) => Protocol.Read(new CallbackRequest(CallbackForm.Json, File.ReadAllBytes(Path.Combine(Folder, name))));

    private static CarrierEvent Text(string type, string status, JsonArray errors) => Protocol.Read(Json(type, new JsonObject
    {
        ["id"] = "m-1",
        ["direction"] = "outbound",
        ["type"] = "SMS",
        ["errors"] = errors,
        ["from"] = new JsonObject { ["phone_number"] = "+15550100" },
        ["to"] = new JsonArray(new JsonObject { ["phone_number"] = "+15550199", ["status"] = status }),
    })).Event;

    private static CarrierEvent Of(string type, params (string Name, string? Value)[] fields) => Protocol.Read(Request(type, fields)).Event;

    private static CallbackRequest Request(string type, params (string Name, string? Value)[] fields)
    {
        var payload = new JsonObject { ["call_control_id"] = "v3:one", ["from"] = "+15550001", ["to"] = "+15550100" };
        foreach (var (name, value) in fields)
        {
            payload[name] = value;
        }

        return Json(type, payload);
    }

    private static CallbackRequest Json(string type, JsonObject payload) => new(CallbackForm.Json, Encoding.UTF8.GetBytes(new JsonObject
    {
        ["data"] = new JsonObject { ["event_type"] = type, ["id"] = "e-1", ["occurred_at"] = "2026-11-30T12:00:00.521992Z", ["payload"] = payload },
    }.ToJsonString()));
}
