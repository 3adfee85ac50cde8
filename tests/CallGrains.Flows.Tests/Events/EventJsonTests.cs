using System.Text;
using System.Text.Json;

namespace CallGrains.Flows.Tests.Events;

/// <summary>The neutral form: what the kernel wrote it reads back, and nothing more loosely.</summary>
public sealed class EventJsonTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 9, 0, 0, 250, TimeSpan.FromHours(-3));

    public static TheoryData<CarrierEvent> Events =>
    [
        new AnswerEvent { CallId = "c-1", From = "+15550100", Time = At, Tag = "t", Diversion = new Diversion { OrigTo = "+15550199", Counter = 2 } },
        new IncomingCallEvent { CallId = "c-1", CallUri = new Uri("/calls/c-1", UriKind.Relative), WithholdCallerName = true, Diversion = new Diversion { Unparsed = "{half" } },
        new HangupEvent { CallId = "c-1", Cause = HangupCause.NoAnswer, Time = At.ToUniversalTime() },
        new SpeakEvent { CallId = "c-1", Status = AudioStatus.Done, Extra = Extra("""{"shoeSize":43,"a":[1,null]}""") },
        new DtmfEvent { CallId = "c-1", Digit = "#", Duration = "1400" },
        new GatherEvent { CallId = "c-1", GatherId = "g-1", Digits = "" },
        new RecordingEvent { CallId = "c-1", RecordingId = "r-1", StartTime = At },
        new TranscriptionEvent { TranscriptionId = "t-1", TextSize = 12, TextUrl = new Uri("https://example.com/t") },
        new ConferenceMemberEvent { ConferenceId = "conf-1", MemberId = "m-1", CallId = "c-1", Hold = false, ActiveMembers = 2 },
        new MmsEvent { MessageId = "m-1", From = "1", To = "2", Media = [new Uri("https://example.com/1.jpg"), new Uri("https://example.com/2.jpg")] },
        new UnknownEvent("novel") { Time = At, Tag = "t", Extra = Extra("""{"callId":"c-1","tagged":"t"}""") },
        new UnknownEvent("novel") { Extra = Extra("""{"time":"soon"}""") },
    ];

    [Theory, MemberData(nameof(Events))]
    public void What_was_written_reads_back(CarrierEvent e)
    {
        var read = EventJson.Read(EventJson.Write(e));

        Assert.Equal((e, e.DedupeKey), (read, read.DedupeKey));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"callId":"c-1"}""")]
    [InlineData("""{"eventType":7}""")]
    [InlineData("""{"eventType":"answer"}""")]
    [InlineData("""{"eventType":"answer","callId":7}""")]
    [InlineData("""{"eventType":"answer","callId":"c-1","time":1000}""")]
    [InlineData("""{"eventType":"answer","callId":"c-1","callId":"c-2"}""")]
    [InlineData("""{"eventType":"answer","callId":"c-1","withholdCallerName":"true"}""")]
    public void What_it_would_not_write_is_refused(string json) =>
        Assert.StartsWith("body: is no event in the neutral form", Assert.Throws<EventFormatException>(() => EventJson.Read(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    private static Dictionary<string, JsonElement> Extra(string json) => JsonElement.Parse(json).EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
}
