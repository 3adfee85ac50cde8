using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CallGrains.Bandwidth.Tests.Callbacks;

public sealed class CatapultJsonTests
{
    private const string Answer = """{"eventType":"answer","callId":"c-1"}""";

    [Fact]
    public void Unknown_fields_are_kept_by_value_and_written_at_the_end()
    {
        const string Json = """{"eventType":"answer","callId":"c-1","tag":"t","shoeSize":43,"nested":{"a":[1,"\u00e9",null]}}""";
        var read = Read("""{"shoeSize":43,"eventType":"answer","nested":{"a":[1,"\u00e9",null]},"tag":"t","callId":"c-1"}""");
        Assert.Equal(43, read.Extra["shoeSize"].GetInt32());
        Assert.Equal(Json.Replace("\\u00e9", "é", StringComparison.Ordinal), Text(read));
        Assert.Equal(read, Read(Text(read)));
    }

    [Fact]
    public void A_known_field_of_another_event_is_an_unknown_field_here() =>
        Assert.Equal("5", Read("""{"eventType":"answer","callId":"c-1","digits":"5"}""").Extra["digits"].GetString());

    [Fact]
    public void An_unknown_event_is_kept_whole()
    {
        const string Json = """{"eventType":"call-went-to-space","time":"2026-01-02T03:04:05Z","tag":"t","callId":"c-1","planets":["mars"]}""";
        var read = Assert.IsType<UnknownEvent>(Read(Json));
        Assert.Equal(("call-went-to-space", "t", "c-1", null), (read.EventType, read.Tag, read.CallId, read.ConferenceId));
        Assert.Equal(Json, Text(read));
    }

    [Theory]
    [InlineData("""{"eventType":"novel","time":"soon","tag":7,"callId":{}}""")]
    [InlineData("""{"eventType":"novel","callId":"","messageId":"two words"}""")]
    public void Nothing_in_an_unknown_event_can_be_of_a_wrong_type(string json)
    {
        var read = Assert.IsType<UnknownEvent>(Read(json));
        Assert.Equal((null, null, null), (read.CallId, read.MessageId, read.Time));
        Assert.Equal(json, Text(read));
    }

    [Fact]
    public void Absent_and_null_stay_absent() =>
        Assert.Equal(Answer, Text(Read("""{"eventType":"answer","callId":"c-1","tag":null,"from":null,"diversion":null,"withholdCallerName":null}""")));

    [Fact]
    public void A_byte_order_mark_is_skipped() =>
        Assert.IsType<AnswerEvent>(CatapultJson.Read([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Answer)]));

    [Fact]
    public void The_operation_id_stays_off_the_wire()
    {
        var tagged = new AnswerEvent { CallId = "c-1", OperationId = 7 };
        Assert.Equal(Answer, Text(tagged));
        Assert.NotEqual(tagged, Read(Answer));
    }

    [Fact]
    public void Events_are_equal_by_value()
    {
        Assert.Equal(Read(Mms("\"a\":1")), Read(Mms("\"a\":1")));
        Assert.NotEqual(Read(Mms("\"a\":1")), Read(Mms("\"a\":2")));
        Assert.NotEqual(Read(Mms("\"a\":1")), Read(Mms("\"b\":1")));
        Assert.NotEqual(Read(Mms("\"a\":1")), Read(Mms("\"a\":1").Replace("/1.jpg", "/2.jpg", StringComparison.Ordinal)));
        Assert.Equal(Read(Mms("\"a\":1e99999999999999")), Read(Mms("\"a\":1e99999999999999")));
    }

    [Fact]
    public void Times_keep_their_offset_and_fractions()
    {
        Assert.Contains("\"time\":\"2014-04-23T11:53:43-03:00\"", Text(Read(At("2014-04-23T11:53:43-03"))), StringComparison.Ordinal);
        Assert.Contains("\"time\":\"2014-04-23T11:53:43.5871234Z\"", Text(Read(At("2014-04-23T11:53:43.5871234Z"))), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, Read(At("2014-04-23T11:53:43")).Time?.Offset);
    }

    [Fact]
    public void Phone_numbers_are_readable_in_the_written_form() =>
        Assert.Equal(
            """{"eventType":"hangup","callId":"c-1","from":"+15550100","to":"sip:a@b","cause":"NO_ANSWER"}""",
            Text(new HangupEvent { CallId = "c-1", From = "+15550100", To = "sip:a@b", Cause = HangupCause.NoAnswer }));

    [Fact]
    public void Both_ways_to_write_give_the_same_bytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        EventJson.Write(buffer, Read(Answer));
        Assert.Equal(EventJson.Write(Read(Answer)), buffer.WrittenSpan.ToArray());
    }

    [Fact]
    public void A_reader_may_add_fields_of_its_own()
    {
        using var json = JsonDocument.Parse("""{"leg":"b"}""");
        var made = new AnswerEvent { CallId = "c-1", Extra = json.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value) };
        Assert.Equal("""{"eventType":"answer","callId":"c-1","leg":"b"}""", Text(made));
    }

    private static string Mms(string extra) =>
        $$"""{"eventType":"mms","messageId":"m-1","from":"1","to":"2","media":["http://a/1.jpg"],{{extra}}}""";

    private static string At(string time) => $$"""{"eventType":"answer","callId":"c-1","time":"{{time}}"}""";

    private static CarrierEvent Read(string json) => CatapultJson.Read(Encoding.UTF8.GetBytes(json));

    private static string Text(CarrierEvent carrierEvent) => Encoding.UTF8.GetString(EventJson.Write(carrierEvent));
}
