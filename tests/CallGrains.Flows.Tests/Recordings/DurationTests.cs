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
    [InlineData(null, false)]
    [InlineData("", true)]
    [InlineData(" … ", true)]
    [InlineData("Call me back.", false)]
    public void A_transcription_says_whether_anything_was_heard(string? text, bool nothing) => Assert.Equal(nothing, new TranscriptionResult(text, "t-1", null).HeardNothing);
}
