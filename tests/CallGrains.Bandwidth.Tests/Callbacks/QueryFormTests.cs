namespace CallGrains.Bandwidth.Tests.Callbacks;

public sealed class QueryFormTests
{
    [Fact]
    public void A_raw_plus_of_a_number_survives_form_decoding()
    {
        var read = Fixture.Read<TimeoutEvent>("timeout.query");
        Assert.Equal(("+19105553333", "+19192223333"), (read.From, read.To));
    }

    [Fact]
    public void A_raw_plus_in_a_text_is_a_space() =>
        Assert.Equal("see you + soon", Assert.IsType<SmsEvent>(Query("eventType=sms&messageId=m-1&from=%2B1&to=%2B2&text=see+you+%2B+soon")).Text);

    [Fact]
    public void A_raw_plus_of_a_time_offset_is_read() =>
        Assert.Equal(TimeSpan.FromHours(2), Query("eventType=error&callId=c-1&time=2013-07-12T16:26:55.685+02:00").Time?.Offset);

    [Fact]
    public void Media_come_as_a_bracketed_list()
    {
        var read = Fixture.Read<MmsEvent>("mms-in.query");
        Assert.Equal(["giphy-m-dr4mcch2wfb6frcls677glq.gif", "123_1-m-dr4mcch2wfb6frcls677glq.smil"], read.Media.Select(media => media.Segments[^1]));
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("", 0)]
    [InlineData("http://a/1.jpg", 1)]
    [InlineData("[http://a/1,5.jpg,http://a/2.jpg]", 2)]
    public void Media_lists_split_only_between_addresses(string list, int count) =>
        Assert.Equal(count, Assert.IsType<MmsEvent>(Query($"eventType=mms&messageId=m-1&from=1&to=2&media={list}")).Media.Count);

    [Fact]
    public void A_diversion_is_json_text_with_numbers_as_text()
    {
        var read = Fixture.Read<IncomingCallEvent>("incomingcall-diversion.query").Diversion;
        Assert.Equal(new Diversion { Privacy = "off", Screen = "no", Reason = "unavailable", Counter = 1, OrigTo = "+12222222222" }, read);
    }

    [Fact]
    public void The_documented_diversion_with_raw_quotes_and_no_closing_brace_is_read()
    {
        var read = Assert.IsType<AnswerEvent>(Query(
            """eventType=answer&callId=c-1&diversion={"privacy":"off","screen":"no","reason":"unavailable","counter":"1","origTo":"+12222222222"&tag=x"""));
        Assert.Equal(("+12222222222", 1, "x"), (read.Diversion?.OrigTo, read.Diversion?.Counter, read.Tag));
    }

    [Fact]
    public void A_diversion_that_cannot_be_read_is_kept_as_text()
    {
        var read = Assert.IsType<AnswerEvent>(Query("eventType=answer&callId=c-1&diversion=%22origTo%22=far+away"));
        Assert.Equal("\"origTo\"=far away", read.Diversion?.Unparsed);
        Assert.Equal(read, EventJson.Read(EventJson.Write(read)));
    }

    [Fact]
    public void The_carriers_parameters_win_over_those_of_the_callback_address()
    {
        var read = Query("From=web&campaign=7&eventType=hangup&callId=c-1&from=%2B19105553333");
        Assert.Equal("+19105553333", Assert.IsType<HangupEvent>(read).From);
        Assert.Equal("7", read.Extra["campaign"].GetString());
    }

    [Fact]
    public void Encoded_signs_are_decoded_and_broken_escapes_left_alone()
    {
        var read = Query("eventType=gather&callId=c-1&terminatingDigit=%23&tag=100%&digits=%zz&note=%E2%82%AC%4");
        Assert.Equal(("#", "100%", "%zz"), (Assert.IsType<GatherEvent>(read).TerminatingDigit, read.Tag, ((GatherEvent)read).Digits));
        Assert.Equal("€%4", read.Extra["note"].GetString());
    }

    [Theory]
    [InlineData("", "eventType")]
    [InlineData("&&=&", "eventType")]
    [InlineData("callId=c-1", "eventType")]
    [InlineData("eventType=answer", "callId")]
    [InlineData("eventType=answer&callId=", "callId")]
    [InlineData("eventType=answer&callId=c-1&time=yesterday", "time")]
    [InlineData("eventType=answer&callId=c-1&tag=%FF%FE", "tag")]
    [InlineData("%FF=1&eventType=answer&callId=c-1", "body")]
    public void Malformed_queries_name_their_field(string query, string field) =>
        Assert.Equal(field, Assert.Throws<EventFormatException>(() => Query(query)).Field);

    [Fact]
    public void The_reader_names_its_carrier() => Assert.Equal("bandwidth", new BandwidthCallbacks().Carrier);

    private static CarrierEvent Query(string query) => Fixture.Read(CallbackForm.Query, query);
}
