using System.Text.Json.Nodes;

namespace CallGrains.Bandwidth.Tests;

/// <summary>
/// Bridges, texts and transcriptions: how they are asked for, and found again when the answer was lost.
/// </summary>
public sealed class CreationTests
{
    private static readonly Uri Own = new("https://flows.example.com/callbacks/bandwidth/i/text-1");

    private static CommandRequest Text { get; } = new(new SendMessageCommand("+15550105", "+15550199", "Hello."), new OperationKey(FlowAddress.Call("c-1"), 3)) { CallbackUrl = Own };

    private static CommandRequest Bridge { get; } = new(new BridgeCommand(4), new OperationKey(FlowAddress.Call("c-1"), 5)) { CallId = "c-1", OtherCallId = "c-2" };

    private static CommandRequest Transcribe { get; } = new(new TranscribeCommand("rec-1"), new OperationKey(FlowAddress.Call("c-1"), 6));

    [Fact]
    public async Task A_text_asks_for_receipts_on_its_own_url()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Created("http://127.0.0.1/v1/users/u-test/messages/m-1")));

        Assert.Equal("m-1", await rig.Carrier.Commands.SendAsync(Text, CancellationToken.None));
        Expect(rig, "messages", """
            {"from":"+15550105","to":"+15550199","text":"Hello.","receiptRequested":"all","callbackUrl":"https://flows.example.com/callbacks/bandwidth/i/text-1","callbackTimeout":10000,"callbackHttpMethod":"POST","tag":"cg3"}
            """);
    }

    [Fact]
    public async Task A_picture_asks_for_no_receipts()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Created("http://127.0.0.1/v1/users/u-test/messages/m-1")));
        var picture = new SendMessageCommand("+15550105", "+15550199", "") { Media = [new Uri("https://media.example.com/a.png")] };

        await rig.Carrier.Commands.SendAsync(Text with { Command = picture }, CancellationToken.None);

        var body = JsonNode.Parse(rig.Posts.Single().Body)!;
        Assert.Null(body["receiptRequested"]);
        Assert.Equal("https://media.example.com/a.png", (string?)body["media"]![0]);
    }

    [Fact]
    public async Task A_bridge_names_both_calls()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Created("http://127.0.0.1/v1/users/u-test/bridges/brg-1")));

        Assert.Equal("brg-1", await rig.Carrier.Commands.SendAsync(Bridge, CancellationToken.None));
        Assert.Equal(["c-1", "c-2"], JsonNode.Parse(rig.Posts.Single().Body)!["callIds"]!.AsArray().Select(id => (string?)id));
    }

    [Fact]
    public async Task A_bridge_with_a_call_that_is_over_is_gone()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Error(403, "forbidden", "call-id-not-found")));

        var failure = await Assert.ThrowsAsync<CarrierException>(() => rig.Carrier.Commands.SendAsync(Bridge, CancellationToken.None));

        Assert.Equal(RequestEffect.Gone, failure.Effect);
    }

    [Fact]
    public async Task A_call_that_is_in_a_bridge_gets_the_other_one_into_it()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Ok("")));

        Assert.Equal("brg-1", await rig.Carrier.Commands.SendAsync(Bridge with { BridgeId = "brg-1" }, CancellationToken.None));
        Assert.EndsWith("bridges/brg-1", rig.Posts.Single().Path, StringComparison.Ordinal);
        Assert.Equal(["c-1", "c-2"], JsonNode.Parse(rig.Posts.Single().Body)!["callIds"]!.AsArray().Select(id => (string?)id));
    }

    [Theory]
    [InlineData(400, "bridge-invalid-state")]
    [InlineData(404, "bridge-not-found")]
    public async Task A_bridge_that_is_over_meanwhile_is_replaced_and_taken_apart_already(int status, string code)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Error(status, "bad-request", code), FakeAnswer.Created("http://127.0.0.1/v1/users/u-test/bridges/brg-2"), FakeAnswer.Error(status, "bad-request", code)));

        Assert.Equal("brg-2", await rig.Carrier.Commands.SendAsync(Bridge with { BridgeId = "brg-1" }, CancellationToken.None));
        Assert.Null(await rig.Carrier.Commands.SendAsync(Bridge with { Command = new UnbridgeCommand(5), BridgeId = "brg-1" }, CancellationToken.None));
        Assert.Equal(3, rig.Posts.Count());
    }

    [Fact]
    public async Task A_bridge_is_taken_apart_by_an_empty_list()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Ok("")));

        await rig.Carrier.Commands.SendAsync(Bridge with { Command = new UnbridgeCommand(5), BridgeId = "brg-1" }, CancellationToken.None);

        Assert.EndsWith("bridges/brg-1", rig.Posts.Single().Path, StringComparison.Ordinal);
        Assert.Equal("""{"callIds":[]}""", rig.Posts.Single().Body);
    }

    [Fact]
    public async Task A_text_is_found_by_its_callback_url()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Ok($$"""[{"id":"m-2","callbackUrl":"{{Own}}0"},{"id":"m-1","callbackUrl":"{{Own}}"}]"""), FakeAnswer.Ok("[]")));

        Assert.Equal("m-1", await rig.Carrier.Questions.FindCreatedAsync(Text, CancellationToken.None));
        Assert.Null(await rig.Carrier.Questions.FindCreatedAsync(Text, CancellationToken.None));
    }

    [Theory]
    [InlineData("brg-1", "brg-1", "brg-1")]
    [InlineData("brg-1", "brg-2", null)]
    [InlineData(null, null, null)]
    public async Task A_bridge_is_found_when_both_calls_are_in_it(string? one, string? other, string? found)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Ok(Call("c-1", one)), FakeAnswer.Ok(Call("c-2", other))));

        Assert.Equal(found, await rig.Carrier.Questions.FindCreatedAsync(Bridge, CancellationToken.None));
    }

    [Theory]
    [InlineData(null, "brg-1")]
    [InlineData("brg-1", null)]
    [InlineData("brg-2", "brg-1")]
    public async Task A_bridge_that_the_other_call_has_left_by_its_end_is_found_unless_it_was_there_before(string? before, string? found)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Ok(Call("c-1", "brg-1")), FakeAnswer.Ok("""{"id":"c-2","state":"completed","endTime":"2026-03-01T09:00:00Z"}""")));

        Assert.Equal(found, await rig.Carrier.Questions.FindCreatedAsync(Bridge with { BridgeId = before }, CancellationToken.None));
    }

    [Fact]
    public async Task A_transcription_is_found_by_its_recording()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(
            FakeAnswer.Ok("""[{"id":"tr-1","state":"transcribing"}]"""), FakeAnswer.Ok("""[{"id":"tr-1","state":"completed","text":"Hi.","textSize":3}]"""), FakeAnswer.Error(404, "not-found", "recording-not-found")));

        Assert.Equal("tr-1", await rig.Carrier.Questions.FindCreatedAsync(Transcribe, CancellationToken.None));
        Assert.Equal(new TranscriptionSnapshot("tr-1", "completed") { Text = "Hi.", TextSize = 3 }, await rig.Carrier.Questions.GetTranscriptionAsync("rec-1", "tr-1", CancellationToken.None));
        Assert.Null(await rig.Carrier.Questions.FindCreatedAsync(Transcribe, CancellationToken.None));
    }

    private static void Expect(Rig rig, string path, string body)
    {
        var request = rig.Posts.Single();
        Assert.Equal($"{Rig.User}/{path}", request.Path);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse(request.Body)), request.Body);
    }

    private static string Call(string id, string? bridge) => $$"""{"id":"{{id}}","state":"active"{{(bridge is null ? "" : $",\"bridgeId\":\"{bridge}\"")}}}""";
}
