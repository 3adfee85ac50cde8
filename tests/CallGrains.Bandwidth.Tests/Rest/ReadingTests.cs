using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth.Tests;

/// <summary>The carrier's answers with all their quirks (the fact sheet's numbers).</summary>
public sealed class ReadingTests
{
    /// <summary>Quirk 11.</summary>
    [Theory]
    [InlineData("\"2013-02-08T13:15:47.587Z\"", "2013-02-08T13:15:47.5870000+00:00")]
    [InlineData("\"2014-12-19T19:13:20Z\"", "2014-12-19T19:13:20.0000000+00:00")]
    [InlineData("\"2013-07-12T16:26:55.685-02:00\"", "2013-07-12T16:26:55.6850000-02:00")]
    [InlineData("\"2014-04-23T11:53:43-03\"", "2014-04-23T11:53:43.0000000-03:00")]
    [InlineData("1360329347587", "2013-02-08T13:15:47.5870000+00:00")]
    [InlineData("\"1360329347587\"", "2013-02-08T13:15:47.5870000+00:00")]
    [InlineData("\"yesterday\"", null)]
    [InlineData("99999999999999999", null)]
    [InlineData("null", null)]
    [InlineData("{}", null)]
    public async Task Times_come_in_five_forms(string json, string? time)
    {
        var call = await CallAsync($$"""{"id":"c-1","startTime":{{json}}}""");

        Assert.Equal(time, call.StartTime?.ToString("o"));
        Assert.Equal("c-1", call.Id);
    }

    /// <summary>Quirk 12, and empty addresses in lists.</summary>
    [Fact]
    public async Task Numbers_and_booleans_come_as_strings_too_and_unknown_words_and_fields_do_no_harm()
    {
        var call = await CallAsync("""
            {"id":"c-1","state":"brand-new","recordingEnabled":"true","callTimeout":"30","callbackTimeout":1500,"chargeableDuration":"60",
             "callbackUrl":"","transcriptionEnabled":false,"tag":12,"surprise":{"a":[null]},"sipHeaders":{"X-Header":"a"}}
            """);

        Assert.Equal(("brand-new", true, "12"), (call.State, call.RecordingEnabled, call.Tag));
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1.5), TimeSpan.FromMinutes(1)), (call.CallTimeout, call.CallbackTimeout, call.ChargeableDuration));
        Assert.Null(call.CallbackUrl);
        Assert.Equal("a", call.SipHeaders?["X-Header"]);
    }

    /// <summary>Quirk 14.</summary>
    [Fact]
    public async Task The_log_of_a_call_has_text_objects_or_nothing_as_data()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Ok("""
            [{"id":"ce-3","time":1360329360000,"name":"playback","data":"start"},
             {"id":"ce-1","time":"2013-02-08T13:15:47Z","name":"create"},
             {"id":"ce-2","time":"2013-02-08T13:15:48Z","name":"CHANNEL_EXECUTE","data":{"applicationName":"playback"}},
             {"id":"ce-4","time":1360329370000,"name":"hangup","data":""}]
            """)));

        var log = await rig.Carrier.Questions.GetCallEventsAsync("c-1", CancellationToken.None);

        Assert.Equal(
            [("create", null), ("CHANNEL_EXECUTE", """{"applicationName":"playback"}"""), ("playback", "start"), ("hangup", null)],
            log.Select(entry => (entry.Name, entry.Data)));
    }

    [Theory]
    [InlineData("<html>", "text/html")]
    [InlineData("[]", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("{\"recordingEnabled\":\"perhaps\"}", "application/json")]
    [InlineData("{\"callTimeout\":\"long\"}", "application/json")]
    public async Task A_2xx_that_cannot_be_read_is_a_typed_failure(string body, string type)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.OfType(200, type, body)));

        var error = await Assert.ThrowsAsync<CarrierException>(() => rig.Client.Calls.GetAsync("c-1"));

        Assert.Equal((200, "unreadable-answer", RequestEffect.InDoubt), (error.Error.Status, error.Error.Code, error.Effect));
    }

    [Fact]
    public async Task A_list_follows_its_links_on_the_configured_host_only()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(
            FakeAnswer.Of(200, """[{"id":"c-1"},{"id":"c-2"}]""", ("Link", """<https://evil.example.com/v1/users/u-test/calls?page=0>; rel="first",<https://evil.example.com/v1/users/u-test/calls?page=1&to=%2B1>; rel="next" """)),
            FakeAnswer.Of(200, """[{"id":"c-3"}]""", ("Link", """</v1/users/u-test/calls?page=2>; rel=next""")),
            FakeAnswer.Ok()));

        var ids = await rig.Client.Calls.ListAsync(new CallQuery { To = "+15550100", Size = 2 }).Select(call => call.Id).ToListAsync();

        Assert.Equal(["c-1", "c-2", "c-3"], ids);
        Assert.Equal(
            [$"{Rig.User}/calls?to=%2B15550100&size=2", $"{Rig.User}/calls?page=1&to=%2B1", $"{Rig.User}/calls?page=2"],
            rig.Fake.Requests.Select(request => request.Target));
        Assert.All(rig.Fake.Requests, request => Assert.StartsWith("Basic ", request.Headers["Authorization"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_that_leads_back_to_itself_ends()
    {
        await using var rig = new Rig();
        rig.Fake.Otherwise = _ => FakeAnswer.Of(200, """[{"id":"c-1"}]""", ("Link", $"<{rig.Fake.Url}v1/users/u-test/calls>; rel=\"next\""));

        Assert.Equal(1, await rig.Client.Calls.ListAsync().CountAsync());
    }

    [Fact]
    public async Task A_list_asks_for_a_page_only_when_it_is_needed()
    {
        await using var rig = new Rig();
        rig.Fake.Otherwise = _ => FakeAnswer.Of(200, """[{"id":"c-1"},{"id":"c-2"}]""", ("Link", $"<{rig.Fake.Url}v1/more>; rel=\"next\""));

        Assert.Equal("c-1", (await rig.Client.Calls.ListAsync().FirstAsync()).Id);

        Assert.Single(rig.Fake.Requests);
    }

    private static async Task<Call> CallAsync(string json)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Ok(json)));
        return await rig.Client.Calls.GetAsync("c-1");
    }
}
