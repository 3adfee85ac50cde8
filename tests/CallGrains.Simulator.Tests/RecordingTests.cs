using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class RecordingTests : CallTests
{
    [Fact]
    public async Task Off_makes_a_wav_as_long_as_the_recording_with_what_was_heard()
    {
        await RecordAsync(true);
        carrier.Clock.Advance(1);
        await carrier.OkAsync($"calls/{call}/audio", new { sentence = "Hello there" });
        carrier.Clock.Advance(1.5);
        await RecordAsync(false);
        Assert.Equal("saving", (string?)(await carrier.GetAsync($"calls/{call}/recordings"))[0]!["state"]);
        carrier.Clock.Advance(1);

        await carrier.App.EventsUntilAsync(call, "recording complete");
        var told = carrier.App.All()[^1];
        Assert.Equal(("complete", "2026-01-02T03:04:05.000Z", "2026-01-02T03:04:07.500Z"), (told["state"], told["startTime"], told["endTime"]));
        var recording = await carrier.GetAsync($"recordings/{told["recordingId"]}");
        Assert.Equal(told["recordingUri"], $"{carrier.Url}v1/users/u-simulator/recordings/{told["recordingId"]}");
        Assert.EndsWith($"/media/{call}-1.wav", (string?)recording["media"], StringComparison.Ordinal);

        var wav = await DownloadAsync(recording);
        Assert.Equal(2.5, Seconds(wav));
        Assert.Equal(0, Loudness(wav, 0, 0.9));
        Assert.True(Loudness(wav, 1, 1.3) > 1000, "the sentence sounds");
        Assert.Equal(0, Loudness(wav, 1.8, 2.5));
    }

    [Fact]
    public async Task Each_on_and_off_is_a_recording_of_its_own()
    {
        await RecordAsync(true);
        carrier.Clock.Advance(1);
        await RecordAsync(false);
        await RecordAsync(true);
        carrier.Clock.Advance(2);
        await RecordAsync(false);
        carrier.Clock.Advance(1);

        await carrier.App.EventsUntilAsync(call, "recording complete", times: 2);
        var all = (await carrier.GetAsync($"calls/{call}/recordings")).AsArray();
        Assert.Equal([$"{call}-1.wav", $"{call}-2.wav"], all.Select(recording => ((string)recording!["media"]!).Split('/')[^1]));
        Assert.Equal(2.0, Seconds(await DownloadAsync(all[1]!)));
        Assert.Equal(2, (await carrier.GetAsync("media")).AsArray().Count);
    }

    [Fact]
    public async Task The_end_of_the_call_saves_it_after_hangup()
    {
        await RecordAsync(true);
        await carrier.PressAsync(call, "5");
        carrier.Clock.Advance(1);
        await carrier.PhoneAsync($"calls/{call}/hangup");
        carrier.Clock.Advance(1);

        var events = await carrier.App.EventsUntilAsync(call, "recording complete");
        Assert.Equal(["incomingcall", "answer", "dtmf 5", "hangup NORMAL_CLEARING", "recording complete"], events);
        var wav = await DownloadAsync((await carrier.GetAsync("recordings"))[0]!);
        Assert.True(Loudness(wav, 0, 0.09) > 1000, "the key sounds");
    }

    [Fact]
    public async Task The_longest_duration_ends_it()
    {
        await carrier.OkAsync($"calls/{call}", new { recordingEnabled = "true", recordingMaxDuration = "10" });
        Assert.Equal("conflicted-recording-values-request", (await carrier.ErrorAsync($"calls/{call}", new { recordingMaxDuration = 20 })).Code);
        carrier.Clock.Advance(60);

        await carrier.App.EventsUntilAsync(call, "recording complete");
        Assert.Equal(10.0, Seconds(await DownloadAsync((await carrier.GetAsync("recordings"))[0]!)));
        Assert.False((bool)(await carrier.GetAsync($"calls/{call}"))["recordingEnabled"]!);
    }

    [Fact]
    public async Task Enabled_at_creation_it_begins_with_the_answer()
    {
        var leg = await carrier.DialAsync("+15557000", new { recordingEnabled = true, tag = "kept" });
        Assert.Empty((await carrier.GetAsync($"calls/{leg}/recordings")).AsArray());
        carrier.Clock.Advance(5);
        await carrier.OkAsync($"calls/{leg}", new { state = "completed" });
        carrier.Clock.Advance(1);

        await carrier.App.EventsUntilAsync(leg, "recording complete");
        Assert.Equal("kept", carrier.App.All()[^1]["tag"]);
        Assert.Equal(3.0, Seconds(await DownloadAsync((await carrier.GetAsync($"calls/{leg}/recordings"))[0]!)));
    }

    [Fact]
    public async Task What_it_cannot_record_it_says()
    {
        Assert.Equal(501, (await carrier.ErrorAsync($"calls/{call}", new { recordingEnabled = true, recordingFileFormat = "mp3" })).Status);
        Assert.Equal(501, (await carrier.ErrorAsync("calls", new { from = Carrier.AppNumber, to = "+15557000", recordingFileFormat = "mp3" })).Status);
        Assert.Equal((403, "maximum-recording-value-request"), await ShortAsync(new { recordingMaxDuration = 3601 }));
        await carrier.PhoneAsync($"calls/{call}/hangup");
        Assert.Equal((403, "call-invalid-state"), await ShortAsync(new { recordingEnabled = true }));
        using var missing = await carrier.Api.GetAsync("recordings/rec-x");
        Assert.Equal((404, "recording-not-found"), ((int)missing.StatusCode, (await Carrier.ErrorOfAsync(missing)).Code));
    }

    private async Task<(int, string?)> ShortAsync(object body)
    {
        var (status, _, code, _) = await carrier.ErrorAsync($"calls/{call}", body);
        return (status, code);
    }

    private Task RecordAsync(bool on) => carrier.OkAsync($"calls/{call}", new { recordingEnabled = on });

    private async Task<byte[]> DownloadAsync(JsonNode recording)
    {
        using var answer = await carrier.Api.GetAsync((string)recording["media"]!);
        Assert.Equal("audio/wav", answer.Content.Headers.ContentType?.MediaType);
        var wav = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal("RIFF", Encoding.ASCII.GetString(wav, 0, 4));
        Assert.Equal("WAVEfmt ", Encoding.ASCII.GetString(wav, 8, 8));
        Assert.Equal((uint)wav.Length - 8, BinaryPrimitives.ReadUInt32LittleEndian(wav.AsSpan(4)));
        Assert.Equal((uint)wav.Length - 44, BinaryPrimitives.ReadUInt32LittleEndian(wav.AsSpan(40)));
        return wav;
    }

    private static double Seconds(byte[] wav) => (wav.Length - 44) / (double)BinaryPrimitives.ReadUInt32LittleEndian(wav.AsSpan(28));

    private static int Loudness(byte[] wav, double from, double until)
    {
        var loudest = 0;
        for (var sample = (int)(from * 8000); sample < (int)(until * 8000); sample++)
        {
            loudest = Math.Max(loudest, Math.Abs((int)BinaryPrimitives.ReadInt16LittleEndian(wav.AsSpan(44 + sample * 2))));
        }

        return loudest;
    }
}
