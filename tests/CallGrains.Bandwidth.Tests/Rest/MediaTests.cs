using System.Text;
using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth.Tests;

public sealed class MediaTests
{
    [Fact]
    public async Task An_upload_has_a_length_a_type_and_an_escaped_name()
    {
        await using var rig = new Rig();
        using var content = new MemoryStream(Encoding.UTF8.GetBytes("skip me, RIFF"));
        content.Position = 9;

        await rig.Client.Media.PutAsync("greetings/hello wörld.wav", content, contentType: "audio/wav");

        var sent = Assert.Single(rig.Fake.Requests);
        Assert.Equal($"PUT {Rig.User}/media/greetings%2Fhello%20w%C3%B6rld.wav", sent.ToString());
        Assert.Equal(("RIFF", "4", "audio/wav"), (sent.Body, sent.Headers["Content-Length"], sent.Headers["Content-Type"]));
    }

    [Fact]
    public async Task What_the_carrier_would_not_take_is_not_sent()
    {
        await using var rig = new Rig();
        await using var endless = new System.IO.Pipelines.Pipe().Reader.AsStream();

        var unknown = await Assert.ThrowsAsync<ArgumentException>(() => rig.Client.Media.PutAsync("a.wav", endless));
        var large = await Assert.ThrowsAsync<ArgumentException>(() => rig.Client.Media.PutAsync("a.wav", endless, MediaApi.MaxLength + 1));

        Assert.Contains("give the length", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("65000001 bytes", large.Message, StringComparison.Ordinal);
        Assert.Empty(rig.Fake.Requests);
    }

    [Fact]
    public async Task A_download_begins_before_the_file_has_arrived()
    {
        var rest = new TaskCompletionSource();
        var whole = FakeAnswer.OfType(200, "audio/wav", "RIFFdata").Text;
        await using var rig = new Rig(FakeCarrier.Start().Then(new FakeAnswer(whole[..^4]) { ThenAfter = rest.Task, ThenText = whole[^4..] }));

        await using var file = await rig.Client.Media.GetAsync("c-1-1.wav");
        var first = new byte[4];
        await file.Content.ReadExactlyAsync(first);
        rest.SetResult();
        using var reader = new StreamReader(file.Content);

        Assert.Equal(("RIFF", "data"), (Encoding.UTF8.GetString(first), await reader.ReadToEndAsync()));
        Assert.Equal(("audio/wav", 8), (file.ContentType, file.Length));
        Assert.Equal($"GET {Rig.User}/media/c-1-1.wav", Assert.Single(rig.Fake.Requests).ToString());
    }

    [Fact]
    public async Task A_missing_file_is_a_typed_error()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Error(404, "not-found", "media-not-found")));

        Assert.Equal("media-not-found", (await Assert.ThrowsAsync<CarrierException>(() => rig.Client.Media.GetAsync("a.wav"))).Error.Code);
    }

    [Fact]
    public async Task The_list_gives_names_and_sizes()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Ok("""[{"mediaName":"a.wav","contentLength":"561276","content":"api.example.com/v1/users/u/media/a.wav"}]""")));

        var file = await rig.Client.Media.ListAsync().SingleAsync();

        Assert.Equal(("a.wav", 561276L), (file.MediaName, file.ContentLength));
    }
}
