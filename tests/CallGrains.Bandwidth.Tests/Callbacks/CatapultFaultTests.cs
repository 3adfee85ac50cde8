using System.Text;

namespace CallGrains.Bandwidth.Tests.Callbacks;

/// <summary>Each malformed input names its field and says what is wrong with which value.</summary>
public sealed class CatapultFaultTests
{
    [Theory]
    [InlineData("", "body", "not readable as JSON")]
    [InlineData("hello", "body", "not readable as JSON")]
    [InlineData("null", "body", "not a JSON object")]
    [InlineData("[]", "body", "not a JSON object")]
    [InlineData("\"answer\"", "body", "not a JSON object")]
    [InlineData("""{"eventType":"answer","callId":"c-1"} trailing""", "body", "not readable as JSON")]
    [InlineData("""{"eventType":"answer","callId":"c-1",""", "body", "not readable as JSON")]
    [InlineData("{}", "eventType", "is missing")]
    [InlineData("""{"callId":"c-1"}""", "eventType", "is missing")]
    [InlineData("""{"eventType":7}""", "eventType", "not text")]
    [InlineData("""{"eventType":null}""", "eventType", "not text")]
    [InlineData("""{"eventType":""}""", "eventType", "not a name")]
    [InlineData("""{"eventType":"\ud800"}""", "body", "not Unicode")]
    [InlineData("""{"eventType":"answer"}""", "callId", "is missing")]
    [InlineData("""{"eventType":"answer","callId":null}""", "callId", "got null")]
    [InlineData("""{"eventType":"answer","callId":""}""", "callId", "got ''")]
    [InlineData("""{"eventType":"answer","callId":"two words"}""", "callId", "'two words")]
    [InlineData("""{"eventType":"answer","callId":"c-\u0000"}""", "callId", "'c-?")]
    [InlineData("""{"eventType":"answer","callId":{}}""", "callId", "expected text, got an object")]
    [InlineData("""{"eventType":"answer","callId":"c-1","time":"yesterday"}""", "time", "'yesterday'")]
    [InlineData("""{"eventType":"answer","callId":"c-1","time":99999999999999999}""", "time", "epoch milliseconds")]
    [InlineData("""{"eventType":"answer","callId":"c-1","withholdCallerName":"perhaps"}""", "withholdCallerName", "expected true or false, got 'perhaps'")]
    [InlineData("""{"eventType":"answer","callId":"c-1","callUri":"http://[::1"}""", "callUri", "expected an address")]
    [InlineData("""{"eventType":"answer","callId":"c-1","tag":["a"]}""", "tag", "got an array")]
    [InlineData("""{"eventType":"answer","callId":"c-1","diversion":{"counter":"many"}}""", "diversion", "counter: expected a whole number, got 'many'")]
    [InlineData("""{"eventType":"answer","callId":"c-1","callId":"c-2"}""", "callId", "uplicate")]
    [InlineData("""{"eventType":"answer","callId":"c-1","note":"\ud800"}""", "body", "not Unicode")]
    [InlineData("""{"eventType":"answer","callId":"c-1","note":[{"\ud800":1}]}""", "note", "not Unicode")]
    [InlineData("""{"eventType":"answer","callId":"\ud800"}""", "callId", "not Unicode")]
    [InlineData("""{"eventType":"answer","callId":"c-1","\ud800":1}""", "body", "not Unicode")]
    [InlineData("""{"eventType":"dtmf","callId":"c-1"}""", "dtmfDigit", "is missing")]
    [InlineData("""{"eventType":"recording","callId":"c-1"}""", "recordingId", "is missing")]
    [InlineData("""{"eventType":"transcription","text":"x"}""", "transcriptionId", "is missing")]
    [InlineData("""{"eventType":"conference","status":"created"}""", "conferenceId", "is missing")]
    [InlineData("""{"eventType":"conference-speak","status":"done"}""", "conferenceId", "is missing")]
    [InlineData("""{"eventType":"conference-member","conferenceId":"conf-1","callId":"c-1"}""", "memberId", "is missing")]
    [InlineData("""{"eventType":"conference-member","conferenceId":"conf-1","memberId":"member-1","callId":"c-1","hold":"maybe"}""", "hold", "'maybe'")]
    [InlineData("""{"eventType":"sms","from":"1","to":"2"}""", "messageId", "is missing")]
    [InlineData("""{"eventType":"sms","messageId":"m-1","to":"2"}""", "from", "is missing")]
    [InlineData("""{"eventType":"sms","messageId":"m-1","from":"1","to":" "}""", "to", "expected a phone number")]
    [InlineData("""{"eventType":"sms","messageId":"m-1","from":"1","to":null}""", "to", "got null")]
    [InlineData("""{"eventType":"sms","messageId":"m-1","from":"1","to":"2","segmentCount":1.5}""", "segmentCount", "expected a whole number, got '1.5'")]
    [InlineData("""{"eventType":"mms","messageId":"m-1","from":"1","to":"2","media":[{}]}""", "media", "got an object")]
    public void Names_field_and_fault(string json, string field, string fault)
    {
        var thrown = Refused(Encoding.UTF8.GetBytes(json));
        Assert.StartsWith(field, thrown.Field, StringComparison.Ordinal);
        Assert.Contains(fault, thrown.Fault, StringComparison.Ordinal);
        Assert.Equal($"{thrown.Field}: {thrown.Fault}", thrown.Message);
    }

    [Theory, InlineData("callId"), InlineData("applicationId"), InlineData("from"), InlineData("displayName")]
    public void Ids_and_numbers_end_at_256_characters(string field)
    {
        Assert.IsType<AnswerEvent>(CatapultJson.Read(WithLength(field, 256)));
        var thrown = Refused(WithLength(field, 257));
        Assert.Equal(field, thrown.Field);
        Assert.Contains("(257 characters)", thrown.Fault, StringComparison.Ordinal);
        Assert.True(thrown.Fault.Length < 200, "the fault quotes the whole value");
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused() =>
        Assert.Contains("UTF-8", Refused([.. "{\"eventType\":\""u8, 0xC3, 0x28, .. "\"}"u8]).Fault, StringComparison.Ordinal);

    [Fact]
    public void Nesting_ends_at_the_documented_depth()
    {
        Assert.IsType<AnswerEvent>(CatapultJson.Read(Nested(EventJson.MaxDepth - 1)));
        Assert.Contains("depth", Refused(Nested(EventJson.MaxDepth)).Fault, StringComparison.Ordinal);
        Assert.Contains("depth", Refused(Nested(20_000)).Fault, StringComparison.Ordinal);
    }

    private static byte[] WithLength(string field, int length)
    {
        var callId = field == "callId" ? "" : "\"callId\":\"c-1\",";
        return Encoding.UTF8.GetBytes($$"""{"eventType":"answer",{{callId}}"{{field}}":"{{new string('x', length)}}"}""");
    }

    private static byte[] Nested(int depth) => Encoding.UTF8.GetBytes(
        $$"""{"deep":{{new string('[', depth)}}{{new string(']', depth)}},"eventType":"answer","callId":"c-1"}""");

    private static EventFormatException Refused(byte[] json) => Assert.Throws<EventFormatException>(() => CatapultJson.Read(json));
}
