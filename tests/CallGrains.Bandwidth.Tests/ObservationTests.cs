namespace CallGrains.Bandwidth.Tests;

/// <summary>The questions that settle a doubt.</summary>
public sealed class ObservationTests
{
    private static readonly Uri Leg = new("https://flows.example.com/callbacks/bandwidth/i/leg-1");

    [Fact]
    public async Task A_call_is_found_by_its_callback_url_on_whichever_page_it_is()
    {
        await using var rig = new Rig();
        rig.Fake.Then(
            FakeAnswer.Of(200, $$"""[{"id":"c-3","callbackUrl":"{{Leg}}0"},{"id":"c-2"},{"id":"c-x","callbackUrl":""}]""", ("Link", $"<{rig.Fake.Url}v1/users/u-test/calls?page=1>; rel=\"next\"")),
            FakeAnswer.Ok($$"""[{"id":"c-1","state":"ACTIVE","direction":"out","from":"+15550100","to":"+15550199","callbackUrl":"{{Leg}}","activeTime":"2014-12-19T19:13:20Z"}]"""));

        var call = await rig.Carrier.Questions.FindCallAsync("+15550199", Leg, CancellationToken.None);

        Assert.Equal(new CallSnapshot("c-1", "active", "out", "+15550100", "+15550199") { ActiveTime = new DateTimeOffset(2014, 12, 19, 19, 13, 20, TimeSpan.Zero) }, call);
        Assert.Equal([$"{Rig.User}/calls?to=%2B15550199&size=1000&sortOrder=desc", $"{Rig.User}/calls?page=1"], rig.Fake.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task A_call_that_is_on_no_page_is_null()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Ok("[]")));

        Assert.Null(await rig.Carrier.Questions.FindCallAsync("+15550199", Leg, CancellationToken.None));
    }

    [Fact]
    public async Task A_sip_address_is_looked_for_with_and_without_its_scheme()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Ok("[]"), FakeAnswer.Ok($$"""[{"id":"c-1","callbackUrl":"{{Leg}}"}]""")));

        Assert.Equal("c-1", (await rig.Carrier.Questions.FindCallAsync("sip:a@b.example", Leg, CancellationToken.None))?.Id);
        Assert.Equal(["to=sip%3Aa%40b.example", "to=a%40b.example"], rig.Fake.Requests.Select(request => request.Target.Split('?', '&')[1]));
    }

    [Fact]
    public async Task What_the_carrier_does_not_know_is_null_or_empty()
    {
        await using var rig = new Rig();
        rig.Fake.Otherwise = _ => FakeAnswer.Error(404, "not-found", "call-not-found");

        Assert.Null(await rig.Carrier.Questions.GetCallAsync("c-1", CancellationToken.None));
        Assert.Null(await rig.Carrier.Questions.GetGatherAsync("c-1", "gtr-1", CancellationToken.None));
        Assert.Empty(await rig.Carrier.Questions.GetCallEventsAsync("c-1", CancellationToken.None));
        Assert.Empty(await rig.Carrier.Questions.GetRecordingsAsync("c-1", CancellationToken.None));
    }

    [Fact]
    public async Task A_404_that_is_not_the_carriers_says_nothing_about_the_call()
    {
        await using var rig = new Rig();
        rig.Fake.Otherwise = _ => FakeAnswer.OfType(404, "text/html", "<html>nginx</html>");

        Assert.Equal(404, (await Assert.ThrowsAsync<CarrierException>(() => rig.Carrier.Questions.GetCallAsync("c-1", CancellationToken.None))).Error.Status);
    }

    [Theory]
    [InlineData("""{"id":"gtr-1","state":"started"}""", false, null, "")]
    [InlineData("""{"gatherId":"gtr-1","state":"created","digits":"1"}""", false, null, "1")]
    [InlineData("""{"id":"gtr-1","state":"completed","reason":"hung-up","digits":"12"}""", true, "hung-up", "12")]
    [InlineData("""{"id":"gtr-1","state":"Completed","reason":"cancelled","digits":12}""", true, "cancelled", "12")]
    public async Task A_gather_tells_whether_it_is_over(string json, bool over, string? reason, string digits)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Ok(json)));

        Assert.Equal(new GatherSnapshot("gtr-1", over, reason, digits), await rig.Carrier.Questions.GetGatherAsync("c-1", "gtr-1", CancellationToken.None));
    }

    [Fact]
    public async Task Recordings_come_oldest_first_with_their_own_urls()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Ok("""
            [{"id":"rec-2","state":"saving","startTime":"2013-02-08T13:16:00Z"},
             {"id":"rec-1","state":"complete","startTime":"2013-02-08T13:15:00Z","endTime":"2013-02-08T13:15:09Z","media":"https://api.example.com/v1/users/u-test/media/c-1-1.wav"}]
            """)));

        var recordings = await rig.Carrier.Questions.GetRecordingsAsync("c-1", CancellationToken.None);

        Assert.Equal(["rec-1", "rec-2"], recordings.Select(recording => recording.Id));
        Assert.Equal(new Uri(rig.Fake.Url, $"{Rig.User}/recordings/rec-1"), recordings[0].Uri);
        Assert.Equal("https://api.example.com/v1/users/u-test/media/c-1-1.wav", recordings[0].Media?.ToString());
    }
}
