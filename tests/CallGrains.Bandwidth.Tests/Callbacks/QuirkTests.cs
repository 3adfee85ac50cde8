using System.Globalization;

namespace CallGrains.Bandwidth.Tests.Callbacks;

/// <summary>The carrier's quirks that concern callbacks, numbered as in the carrier's fact sheet.</summary>
public sealed class QuirkTests
{
    [Fact]
    public void Quirk_05_unknown_words_of_open_sets_are_kept()
    {
        var read = Assert.IsType<HangupEvent>(Json("""{"eventType":"hangup","callId":"c-1","cause":"CARRIER_ON_FIRE","callState":"smouldering"}"""));
        Assert.Equal(("CARRIER_ON_FIRE", "smouldering", false), (read.Cause, read.CallState, read.IsRejected));
    }

    [Fact]
    public void Quirk_06_reject_is_a_hangup()
    {
        Assert.True(Fixture.Read<HangupEvent>("hangup-call-rejected.json").IsRejected);
        Assert.False(Fixture.Read<HangupEvent>("hangup-normal-clearing.json").IsRejected);
        Assert.IsType<UnknownEvent>(Json("""{"eventType":"reject","callId":"c-1"}"""));
    }

    [Fact]
    public void Quirk_07_an_incoming_call_says_active_before_it_is_answered() =>
        Assert.Equal("active", Fixture.Read<IncomingCallEvent>("incomingcall-basic.json").CallState);

    [Theory]
    [InlineData("incomingCall", typeof(IncomingCallEvent), "incomingcall")]
    [InlineData("INCOMINGCALL", typeof(IncomingCallEvent), "incomingcall")]
    [InlineData("transfercomplete", typeof(TransferCompleteEvent), "transferComplete")]
    [InlineData("Conference-Speak", typeof(ConferenceSpeakEvent), "conference-speak")]
    public void Quirk_08_event_types_match_ignoring_case(string written, Type record, string eventType)
    {
        var read = Json($$"""{"eventType":"{{written}}","callId":"c-1","conferenceId":"conf-1"}""");
        Assert.IsType(record, read);
        Assert.Equal(eventType, read.EventType);
    }

    [Theory]
    [InlineData("\"status\":\"started\"", true, false)]
    [InlineData("\"state\":\"PLAYBACK_START\"", true, false)]
    [InlineData("\"state\":\"PLAYBACK_STOP\"", false, true)]
    [InlineData("\"status\":\"done\",\"state\":\"PLAYBACK_START\"", false, true)]
    [InlineData("\"status\":\"paused\",\"state\":\"PLAYBACK_STOP\"", false, false)]
    public void Quirk_09_speak_goes_by_status_then_by_state(string fields, bool started, bool done)
    {
        var read = Assert.IsType<SpeakEvent>(Json($$"""{"eventType":"speak","callId":"c-1",{{fields}}}"""));
        Assert.Equal((started, done), (read.IsStarted, read.IsDone));
    }

    [Fact]
    public void Quirk_09_a_state_and_a_status_of_one_moment_are_one_event() =>
        Assert.Equal(
            Json("""{"eventType":"speak","callId":"c-1","tag":"hello","status":"done"}""").DedupeKey,
            Json("""{"eventType":"speak","callId":"c-1","tag":"hello","state":"PLAYBACK_STOP"}""").DedupeKey);

    [Fact]
    public void Quirk_10_recordings_are_complete_and_transcriptions_completed()
    {
        Assert.True(Fixture.Read<RecordingEvent>("recording-complete.json").IsComplete);
        Assert.False(Fixture.Read<RecordingEvent>("recording-error.json").IsComplete);
        Assert.True(Fixture.Read<TranscriptionEvent>("transcription-completed.json").IsCompleted);
        Assert.False(Fixture.Read<TranscriptionEvent>("transcription-error.json").IsCompleted);
    }

    [Theory]
    [InlineData("\"2014-12-19T19:13:20Z\"", "2014-12-19T19:13:20.000Z")]
    [InlineData("\"2013-02-08T13:15:47.587Z\"", "2013-02-08T13:15:47.587Z")]
    [InlineData("\"2013-07-12T16:26:55.685-02:00\"", "2013-07-12T18:26:55.685Z")]
    [InlineData("\"2014-04-23T11:53:43-03\"", "2014-04-23T14:53:43.000Z")]
    [InlineData("1398254023000", "2014-04-23T11:53:43.000Z")]
    [InlineData("\"1398254023000\"", "2014-04-23T11:53:43.000Z")]
    public void Quirk_11_every_form_of_time_is_read(string written, string instant) =>
        Assert.Equal(
            DateTimeOffset.ParseExact(instant, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            Json($$"""{"eventType":"dtmf","callId":"c-1","dtmfDigit":"5","time":{{written}}}""").Time);

    [Fact]
    public void Quirk_12_booleans_and_numbers_come_as_text_too()
    {
        var read = Assert.IsType<ConferenceMemberEvent>(Json("""
            {"eventType":"conference-member","conferenceId":"conf-1","memberId":"member-1","callId":"c-1",
             "hold":"true","mute":"False","activeMembers":"2"}
            """));
        Assert.Equal((true, false, 2), (read.Hold, read.Mute, read.ActiveMembers));
        Assert.False(Fixture.Read<IncomingCallEvent>("incomingcall-diversion.json").WithholdCallerNumber);
    }

    [Fact]
    public void Quirk_16_a_stopped_gather_says_cancelled() =>
        Assert.Equal(GatherReason.Cancelled, Fixture.Read<GatherEvent>("synth-gather-cancelled.json").Reason);

    [Theory, InlineData("answer.query", "answer"), InlineData("hangup.query", "hangup"), InlineData("sms-in.query", "sms")]
    public void Quirk_24_a_get_callback_is_the_same_event_in_another_form(string file, string eventType) =>
        Assert.Equal(eventType, Fixture.Named(file).Read().EventType);

    [Fact]
    public void Quirk_25_a_hangup_has_its_call_state_or_not()
    {
        Assert.Null(Fixture.Read<HangupEvent>("hangup-normal-clearing.json").CallState);
        Assert.Equal("completed", Fixture.Read<HangupEvent>("sdk2-hangup-callstate.json").CallState);
    }

    [Theory]
    [InlineData("recording-complete.json"), InlineData("transcription-completed.json"), InlineData("conference-created.json")]
    [InlineData("redirect.query"), InlineData("ext-error.json")]
    public void Quirk_26_some_events_carry_no_time(string file) => Assert.Null(Fixture.Named(file).Read().Time);

    [Theory, InlineData("\"187\""), InlineData("187")]
    public void Quirk_30_a_delivery_code_is_text_even_as_a_number(string code)
    {
        var read = Json($$"""{"eventType":"sms","messageId":"m-1","from":"+1","to":"+2","deliveryCode":{{code}}}""");
        Assert.Equal("187", Assert.IsType<SmsEvent>(read).DeliveryCode);
    }

    private static CarrierEvent Json(string text) => Fixture.Read(CallbackForm.Json, text);
}
