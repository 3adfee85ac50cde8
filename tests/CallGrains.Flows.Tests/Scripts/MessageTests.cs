namespace CallGrains.Flows.Tests.Scripts;

public class MessageTests
{
    [Theory]
    [InlineData("+15550001", DeliveryState.Delivered, "0")]
    [InlineData("+15550192", DeliveryState.NotDelivered, "750")]
    public void A_text_waits_for_its_receipt(string to, string state, string code) => World.Run(async w =>
    {
        SendResult? result = null;
        w.Carrier.Desk.Undelivered["+15550192"] = "750";
        w.Script = async call => result = await call.SendAsync(to, "Hello.");
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => call.IsOver, "the call has ended");

        Assert.Equal(new SendResult("m-1", state, code), result);
        Assert.Contains($"text {to} Hello.", w.Carrier.Effects);
    });

    [Fact]
    public void A_message_left_after_the_tone_is_written_down_and_sent_after_the_call() => World.Run(async w =>
    {
        w.Script = Voicemail;
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => w.Exists(call.Address) && w.Summary(call.Address).State == GrainState.Ended, "the call has ended");

        Assert.Equal(["answer", "record", "hangup", "transcribe r-1", "text +15550001 Call me back."], w.Carrier.Effects);
        Replay.Of(w, call.Address);
    });

    [Fact]
    public void A_transcription_whose_event_is_lost_is_asked_for() => World.Run(async w =>
    {
        w.Carrier.Drops = e => (string?)e["eventType"] == "transcription";
        w.Script = Voicemail;
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => w.Exists(call.Address) && w.Summary(call.Address).State == GrainState.Ended, "the call has ended");

        Assert.Contains("text +15550001 Call me back.", w.Carrier.Effects);
    });

    [Fact]
    public void A_transcription_that_comes_before_its_call_is_known_waits_for_it() => World.Run(async w =>
    {
        await w.StartAsync();
        var letterbox = FlowAddress.Call("rec-r-9");
        await w.SendAsync(letterbox, """{"eventType":"transcription","transcriptionId":"t-9","recordingId":"r-9","state":"completed","text":"Early."}""", flow: null);
        TranscriptionResult? result = null;
        w.Script = async call => result = await call.TranscribeAsync("r-9");
        w.Carrier.Drops = e => (string?)e["eventType"] == "transcription";

        w.Carrier.Dials();
        await w.Until(() => result is not null, "the text is there");

        Assert.Equal("Early.", result!.Text);
    });

    private static async Task Voicemail(CallContext call)
    {
        await call.AnswerAsync();
        var recording = await call.RecordAsync(TimeSpan.FromSeconds(5));
        call.OnEnded(async ended =>
        {
            var text = await ended.TranscribeAsync(recording.RecordingId!);
            await ended.SendAsync(ended.From, text.Text!);
        });
    }
}
