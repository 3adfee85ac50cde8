using CallGrains.Testing;

namespace CallGrains.Flows.Tests.Recordings;

/// <summary>A flow can tell a message from silence.</summary>
public class DurationTests
{
    [Fact]
    public void A_recording_says_how_long_it_is() => World.Run(async w =>
    {
        RecordResult? result = null;
        w.Carrier.Drops = e => (string?)e["eventType"] == "recording";
        w.Script = async call =>
        {
            await call.AnswerAsync();
            result = await call.RecordAsync();
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => w.Carrier.Got<RecordCommand>(), "it is recorded");
        call.Press("#");
        await w.SendAsync(call.Address, """{"eventType":"recording","callId":"c-1","recordingId":"r-1","recordingUri":"https://carrier.example.com/recordings/r-1","status":"complete","startTime":"2026-01-01T12:00:00Z","endTime":"2026-01-01T12:00:02.5Z"}""");
        await w.Ended(call);

        Assert.Equal(TimeSpan.FromSeconds(2.5), result!.Duration);
    });

    [Theory]
    [InlineData("Call me back.", "Message of 00:00:04: Call me back.")]
    [InlineData("", "Nothing was said for 00:00:04.")]
    public async Task A_test_tells_a_message_from_silence(string words, string note)
    {
        await using var phone = await FlowTest.Start<Mailbox>();
        var caller = await phone.DialsAsync("+15550100");
        await caller.IsRecorded();
        await (words.Length == 0 ? caller.SaysNothing() : caller.Says(words));
        await phone.PassesAsync(TimeSpan.FromSeconds(4));
        await caller.Presses("#");
        await phone.Replies("+15550188", note);
        await caller.IsDone();
    }

    [Flow("mailbox")]
    private sealed class Mailbox : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            var recording = await call.RecordAsync();
            var text = await call.TranscribeAsync(recording.RecordingId!);
            await call.SendAsync("+15550188", text.HeardNothing ? $"Nothing was said for {recording.Duration}." : $"Message of {recording.Duration}: {text.Text}");
        }
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", true)]
    [InlineData(" … ", true)]
    [InlineData("Call me back.", false)]
    public void A_transcription_says_whether_anything_was_heard(string? text, bool nothing) => Assert.Equal(nothing, new TranscriptionResult(text, "t-1", null).HeardNothing);
}
