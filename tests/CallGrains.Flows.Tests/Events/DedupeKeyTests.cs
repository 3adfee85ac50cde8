using System.Text;
using CallGrains.Bandwidth;

namespace CallGrains.Flows.Tests.Events;

/// <summary>Two deliveries of one event have one key, two events have two, whatever a repetition may change.</summary>
public sealed class DedupeKeyTests
{
    private const string Speak = "\"eventType\":\"speak\",\"callId\":\"c-1\",\"status\":\"done\"";
    private const string Gather = "\"eventType\":\"gather\",\"callId\":\"c-1\",\"digits\":\"1\"";
    private const string Dtmf = "\"eventType\":\"dtmf\",\"callId\":\"c-1\",\"dtmfDigit\":\"5\"";
    private const string Member = "\"eventType\":\"conference-member\",\"conferenceId\":\"conf-1\",\"memberId\":\"member-1\",\"callId\":\"c-1\",\"time\":1000";
    private const string Sms = "\"eventType\":\"sms\",\"messageId\":\"m-1\",\"from\":\"1\",\"to\":\"2\"";
    private const string Recording = "\"eventType\":\"recording\",\"callId\":\"c-1\",\"recordingId\":\"rec-1\"";

    [Theory]
    [InlineData("\"eventType\":\"answer\",\"callId\":\"c-1\",\"time\":1000", "\"eventType\":\"answer\",\"callId\":\"c-1\",\"time\":2000,\"tag\":\"t\"")]
    [InlineData("\"eventType\":\"hangup\",\"callId\":\"c-1\"", "\"eventType\":\"HANGUP\",\"callId\":\"c-1\",\"cause\":\"NO_ANSWER\"")]
    [InlineData(Speak + ",\"tag\":\"t\",\"time\":1000", Speak + ",\"tag\":\"t\",\"time\":2000,\"state\":\"PLAYBACK_STOP\"")]
    [InlineData(Speak, "\"status\":\"done\",\"callId\":\"c-1\",\"eventType\":\"speak\"")]
    [InlineData(Gather + ",\"gatherId\":\"gtr-1\",\"time\":1000", Gather + ",\"gatherId\":\"gtr-1\",\"time\":2000")]
    [InlineData(Dtmf + ",\"time\":1000", Dtmf + ",\"time\":\"1970-01-01T00:00:01Z\",\"dtmfDuration\":\"1400\"")]
    [InlineData(Recording + ",\"status\":\"complete\"", Recording + ",\"state\":\"complete\"")]
    [InlineData("\"eventType\":\"transcription\",\"transcriptionId\":\"tr-1\",\"status\":\"complete\"", "\"eventType\":\"transcription\",\"transcriptionId\":\"tr-1\",\"state\":\"completed\"")]
    [InlineData(Sms + ",\"state\":\"sent\",\"time\":1000", Sms + ",\"state\":\"SENT\",\"time\":1000,\"segmentCount\":1")]
    public void One_event(string first, string second) => Assert.Equal(Key(first), Key(second));

    [Theory]
    [InlineData("\"eventType\":\"answer\",\"callId\":\"c-1\"", "\"eventType\":\"hangup\",\"callId\":\"c-1\"")]
    [InlineData("\"eventType\":\"answer\",\"callId\":\"c-1\"", "\"eventType\":\"answer\",\"callId\":\"c-2\"")]
    [InlineData(Speak + ",\"tag\":\"t\"", Speak + ",\"tag\":\"u\"")]
    [InlineData(Speak + ",\"time\":1000", Speak + ",\"time\":2000")]
    [InlineData(Speak + ",\"tag\":\"t\"", "\"eventType\":\"speak\",\"callId\":\"c-1\",\"status\":\"started\",\"tag\":\"t\"")]
    [InlineData(Speak + ",\"tag\":\"t\"", "\"eventType\":\"playback\",\"callId\":\"c-1\",\"status\":\"done\",\"tag\":\"t\"")]
    [InlineData(Gather + ",\"gatherId\":\"gtr-1\"", Gather + ",\"gatherId\":\"gtr-2\"")]
    [InlineData(Gather + ",\"time\":1000", Gather + ",\"time\":2000")]
    [InlineData(Dtmf + ",\"time\":1000", Dtmf + ",\"time\":1001")]
    [InlineData(Dtmf, Dtmf + ",\"dtmfDuration\":\"1400\"")]
    [InlineData(Recording + ",\"status\":\"complete\"", Recording + ",\"status\":\"error\"")]
    [InlineData(Member + ",\"state\":\"active\"", Member + ",\"state\":\"active\",\"mute\":true")]
    [InlineData(Member + ",\"state\":\"active\",\"hold\":true", Member + ",\"state\":\"active\",\"mute\":true")]
    [InlineData(Member + ",\"state\":\"active\"", Member + ",\"state\":\"completed\"")]
    [InlineData(Sms + ",\"state\":\"sent\"", Sms + ",\"state\":\"sent\",\"deliveryState\":\"delivered\"")]
    [InlineData("\"eventType\":\"novel\",\"a\":1", "\"eventType\":\"novel\",\"a\":2")]
    [InlineData("\"eventType\":\"conference\",\"conferenceId\":\"conf-1\",\"status\":\"created\"", "\"eventType\":\"conference\",\"conferenceId\":\"conf-1\",\"status\":\"completed\"")]
    [InlineData("\"eventType\":\"conference-speak\",\"conferenceId\":\"conf-1\",\"status\":\"done\",\"time\":1000", "\"eventType\":\"conference-speak\",\"conferenceId\":\"conf-1\",\"status\":\"done\",\"time\":2000")]
    public void Two_events(string first, string second) => Assert.NotEqual(Key(first), Key(second));

    private static string Key(string fields) => new BandwidthCallbacks().Read(new CallbackRequest(CallbackForm.Json, Encoding.UTF8.GetBytes($"{{{fields}}}"))).DedupeKey;
}
