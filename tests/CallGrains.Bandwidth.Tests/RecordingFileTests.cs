namespace CallGrains.Bandwidth.Tests;

/// <summary>A recording's file: what it is fetched by, and which failures are for now and which for ever.</summary>
public sealed class RecordingFileTests
{
    private const string Complete = """{"id":"rec-1","state":"complete","media":"https://api.example.com/v1/users/u-test/media/c-1%2D1.wav"}""";

    [Fact]
    public async Task The_recording_names_its_file()
    {
        await using var rig = new Rig();
        rig.Fake.Then(FakeAnswer.Ok(Complete), FakeAnswer.OfType(200, "audio/wav", "RIFF"));

        await using var file = await rig.Carrier.Recovery.OpenRecordingAsync("rec-1", CancellationToken.None);

        Assert.Equal((4, "audio/wav", "https://api.example.com/v1/users/u-test/media/c-1%2D1.wav"), ((int)file.Length!, file.ContentType, file.Uri.OriginalString));
        Assert.Equal("RIFF", await new StreamReader(file.Content).ReadToEndAsync());
        Assert.Equal([$"GET {Rig.User}/recordings/rec-1", $"GET {Rig.User}/media/c-1-1.wav"], rig.Fake.Requests.Select(r => r.ToString()));
    }

    [Theory]
    [InlineData("""{"id":"rec-1","state":"saving"}""", RequestEffect.None, "recording-not-complete")]
    [InlineData("""{"id":"rec-1","state":"complete"}""", RequestEffect.None, "recording-not-complete")]
    [InlineData("""{"id":"rec-1","state":"error"}""", RequestEffect.Refused, "recording-failed")]
    public async Task A_recording_without_a_file_says_whether_there_will_be_one(string recording, RequestEffect effect, string code)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(FakeAnswer.Ok(recording)));

        var e = await Assert.ThrowsAsync<CarrierException>(() => rig.Carrier.Recovery.OpenRecordingAsync("rec-1", CancellationToken.None));

        Assert.Equal((effect, code), (e.Effect, e.Error.Code));
        Assert.Contains("rec-1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_found_is_not_there_yet()
    {
        await using var rig = new Rig();
        rig.Fake.Then(
            FakeAnswer.Error(404, "not-found", "recording-not-found"), FakeAnswer.Ok(Complete), FakeAnswer.Error(404, "not-found", "media-not-found"),
            FakeAnswer.Error(403, "forbidden", "access-denied"));

        var recording = await Assert.ThrowsAsync<CarrierException>(() => rig.Carrier.Recovery.OpenRecordingAsync("rec-1", CancellationToken.None));
        var file = await Assert.ThrowsAsync<CarrierException>(() => rig.Carrier.Recovery.OpenRecordingAsync("rec-1", CancellationToken.None));
        var denied = await Assert.ThrowsAsync<CarrierException>(() => rig.Carrier.Recovery.OpenRecordingAsync("rec-1", CancellationToken.None));

        Assert.Equal([RequestEffect.None, RequestEffect.None, RequestEffect.Refused], [recording.Effect, file.Effect, denied.Effect]);
    }
}
