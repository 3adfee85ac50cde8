using System.Text.Json;
using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth.Tests;

public sealed class MessageTests
{
    private static readonly SendMessage Text = new() { From = "+15550100", To = "+15550123", Text = "Hi" };

    [Fact]
    public async Task A_sent_message_has_the_id_of_its_location()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Created("https://api.example.com/v1/users/u-test/messages/m-1")));

        Assert.Equal("m-1", await rig.Client.Messages.SendAsync(Text));
    }

    [Fact]
    public async Task A_batch_tells_of_each_message()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Of(202, """
            [{"result":"accepted","location":"https://api.example.com/v1/users/u-test/messages/m-1"},
             {"result":"error","error":{"category":"bad-request","code":"blank-property","message":"The 'message' resource property 'to' must contain at least one non-whitespace character","details":[{"name":"property","value":"to"}]}},
             {"result":"error"}]
            """)));

        var results = await rig.Client.Messages.SendAsync([Text, Text, Text]);

        Assert.Equal(["m-1", null, null], results.Select(result => result.Id));
        Assert.Equal([true, false, false], results.Select(result => result.IsAccepted));
        Assert.Equal(("bad-request", "blank-property", "to"), (results[1].Error?.Category, results[1].Error?.Code, results[1].Error?.Details["property"]));
        Assert.Contains("'error'", results[2].Error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(51)]
    public async Task A_batch_of_a_wrong_size_is_not_sent(int count)
    {
        await using var rig = new Rig();

        var error = await Assert.ThrowsAsync<ArgumentException>(() => rig.Client.Messages.SendAsync([.. Enumerable.Repeat(Text, count)]));

        Assert.Contains($"{count} messages", error.Message, StringComparison.Ordinal);
        Assert.Empty(rig.Fake.Requests);
    }

    [Fact]
    public async Task Any_number_is_sent_in_batches_that_the_carrier_takes()
    {
        await using var rig = new Rig();
        rig.Fake.Otherwise = Accepted;

        var ids = await rig.Client.Messages.SendAllAsync(Enumerable.Range(0, 120).Select(i => Text with { Text = $"{i}" })).Select(r => r.Id).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 120).Select(i => $"m-{i}"), ids);
        Assert.Equal([50, 50, 20], rig.Posts.Select(Count));
    }

    [Fact]
    public async Task Batches_are_no_larger_than_the_limit_and_wait_for_their_turns()
    {
        await using var rig = new Rig(configure: Limited);
        rig.Fake.Otherwise = Accepted;
        var queued = rig.Time.TimerOfAsync(TimeSpan.FromSeconds(10));

        var sending = rig.Client.Messages.SendAllAsync(Enumerable.Range(0, 15).Select(i => Text with { Text = $"{i}" })).ToListAsync().AsTask();
        await queued;
        Assert.Equal([10], rig.Posts.Select(Count));
        rig.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(15, (await sending).Count(r => r.IsAccepted));
        Assert.Equal([10, 5], rig.Posts.Select(Count));
    }

    [Fact]
    public async Task A_batch_larger_than_the_limit_goes_out_in_parts_each_in_its_turn()
    {
        await using var rig = new Rig(configure: Limited);
        rig.Fake.Otherwise = Accepted;
        var queued = rig.Time.TimerOfAsync(TimeSpan.FromSeconds(10));

        var sending = rig.Client.Messages.SendAsync([.. Enumerable.Range(0, 15).Select(i => Text with { Text = $"{i}" })]);
        await queued;
        Assert.Equal([10], rig.Posts.Select(Count));
        rig.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(Enumerable.Range(0, 15).Select(i => $"m-{i}"), (await sending).Select(r => r.Id));
        Assert.Equal([10, 5], rig.Posts.Select(Count));
    }

    [Fact]
    public async Task A_part_that_is_refused_leaves_the_ids_of_the_parts_before()
    {
        await using var rig = new Rig(configure: Limited);
        var parts = 0;
        rig.Fake.Otherwise = request => parts++ == 0 ? Accepted(request) : FakeAnswer.Of(403, """{"category":"forbidden","code":"no-credit","message":"No credit."}""");
        var queued = rig.Time.TimerOfAsync(TimeSpan.FromSeconds(10));

        var sending = rig.Client.Messages.SendAsync([.. Enumerable.Range(0, 25).Select(i => Text with { Text = $"{i}" })]);
        await queued;
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        var results = await sending;

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"m-{i}"), results.Where(r => r.IsAccepted).Select(r => r.Id));
        Assert.Equal((25, "no-credit"), (results.Count, results.Skip(10).Select(r => r.Error?.Code).Distinct().Single()));
        Assert.Equal([10, 10], rig.Posts.Select(Count));
    }

    /// <summary>So 10 s are the window's alone, and no request's own.</summary>
    private static void Limited(BandwidthOptions options) => (options.Limits.Enabled, options.Timeout) = (true, TimeSpan.FromSeconds(30));

    private static int Count(FakeRequest request) => JsonDocument.Parse(request.Body).RootElement.GetArrayLength();

    /// <summary>Each message is taken, and its id is its text.</summary>
    private static FakeAnswer Accepted(FakeRequest request) => FakeAnswer.Of(202, "[" + string.Join(',', JsonDocument.Parse(request.Body).RootElement.EnumerateArray()
        .Select(m => $$"""{"result":"accepted","location":"/v1/users/u-test/messages/m-{{m.GetProperty("text")}}"}""")) + "]");

    /// <summary>The carrier does not say when there will be room; the messages of the last ten seconds do.</summary>
    [Fact]
    public async Task Too_many_messages_say_when_there_will_be_room()
    {
        await using var rig = new Rig();
        var accepted = """{"result":"accepted","location":"/v1/m-1"}""";
        rig.Fake.Then(FakeAnswer.Of(202, $"[{accepted},{accepted}]"), FakeAnswer.Error(403, "limit", "message-rate-limit"));
        await rig.Client.Messages.SendAsync([Text, Text]);
        rig.Time.Advance(TimeSpan.FromSeconds(4));

        var error = await Assert.ThrowsAsync<CarrierException>(() => rig.Client.Messages.SendAsync(Text));

        Assert.Equal((RequestEffect.None, TimeSpan.FromSeconds(6)), (error.Effect, error.RetryAfter));
    }

    [Fact]
    public async Task Messages_and_calls_are_counted_apart()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Created("m-1"), FakeAnswer.Error(403, "limit", "call-rate-limit")));
        await rig.Client.Messages.SendAsync(Text);
        rig.Time.Advance(TimeSpan.FromSeconds(4));

        var error = await Assert.ThrowsAsync<CarrierException>(() => rig.Client.Calls.CreateAsync(new CreateCall { From = "+15550100", To = "+15550199" }));

        Assert.Equal(TimeSpan.FromSeconds(1), error.RetryAfter);
    }

    [Fact]
    public async Task A_message_is_read_in_all_its_forms()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(
            FakeAnswer.Ok("""{"id":"m-1","messageId":"m-1","direction":"out","state":"sent","text":"Hi","media":[],"segmentCount":"1","deliveryState":"not-delivered","deliveryCode":187,"deliveryDescription":"spam","time":"2012-10-05T20:37:38.048Z"}"""),
            FakeAnswer.Ok("""{"messageId":"m-2","media":"https://api.example.com/v1/u/media/a.jpg","callbackUrl":""}"""),
            FakeAnswer.Ok("""{"id":"m-3","media":["https://m.example.com/a.jpg",null,"https://m.example.com/a.smil"]}"""),
            FakeAnswer.Ok("""{"id":"m-4","media":null}""")));

        var (one, two, three, four) = (await Read("m-1"), await Read("m-2"), await Read("m-3"), await Read("m-4"));

        Assert.Equal(("m-1", "out", "sent", "not-delivered", "187", 1), (one.Id, one.Direction, one.State, one.DeliveryState, one.DeliveryCode, one.SegmentCount));
        Assert.Equal(("m-2", "a.jpg", null), (two.Id, Assert.Single(two.Media).Segments[^1], two.CallbackUrl));
        Assert.Equal(2, three.Media.Count);
        Assert.Empty(one.Media);
        Assert.Empty(four.Media);

        Task<Message> Read(string id) => rig.Client.Messages.GetAsync(id);
    }

    [Fact]
    public async Task A_list_takes_every_filter_and_follows_its_sort_key()
    {
        await using var rig = new Rig();
        rig.Fake.Then(
            FakeAnswer.Of(200, """[{"id":"m-1"}]""", ("Link", $"<{rig.Fake.Url}v1/users/u-test/messages?sortKeyLT=abc%3D&size=1>; rel=\"next\"")),
            FakeAnswer.Ok("""[{"id":"m-2"}]"""));

        var ids = await rig.Client.Messages.ListAsync(new MessageQuery
        {
            From = "+1",
            To = "+2",
            FromDateTime = new DateTimeOffset(2016, 5, 1, 1, 2, 3, 45, TimeSpan.FromHours(2)),
            ToDateTime = new DateTimeOffset(2016, 5, 2, 0, 0, 0, TimeSpan.Zero),
            Direction = "out",
            State = "sent",
            DeliveryState = "not-delivered",
            SortOrder = "desc",
            Size = 1,
        }).Select(message => message.Id).ToListAsync();

        Assert.Equal(["m-1", "m-2"], ids);
        Assert.Equal(
            [
                $"{Rig.User}/messages?from=%2B1&to=%2B2&fromDateTime=2016-04-30%2023%3A02%3A03.045&toDateTime=2016-05-02%2000%3A00%3A00.000&direction=out&state=sent&deliveryState=not-delivered&sortOrder=desc&size=1",
                $"{Rig.User}/messages?sortKeyLT=abc%3D&size=1",
            ],
            rig.Fake.Requests.Select(request => request.Target));
    }
}
