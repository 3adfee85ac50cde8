using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests.Corners;

public sealed class SoundFileTests : CallTests
{
    // MPEG 1 layer III, 128 kbit/s, 44.1 kHz: frames of 417 bytes, 1152 samples each.
    private static readonly byte[] Frame = [0xFF, 0xFB, 0x90, 0x00, .. new byte[413]];

    [Theory]
    [InlineData("calls/CALL/audio", "fileUrl")]
    [InlineData("calls/CALL/gather", "prompt")]
    [InlineData("calls/CALL", "whisperAudio")]
    [InlineData("conferences/ROOM/audio", "fileUrl")]
    [InlineData("conferences/ROOM/members/MEMBER/audio", "fileUrl")]
    [InlineData("bridges/BRIDGE/audio", "fileUrl")]
    public async Task A_file_must_be_there_be_sound_and_can_be_had(string path, string where)
    {
        await carrier.PutAsync("words.txt", "words"u8.ToArray());
        path = await PathAsync(path);
        var media = $"{carrier.Api.BaseAddress}media";
        Assert.Equal((404, "media-not-found"), await TryAsync(path, where, $"{media}/none.wav"));
        Assert.Equal((403, "media-not-supported"), await TryAsync(path, where, $"{media}/words.txt"));
        Assert.Equal((503, "media-unavailable"), await TryAsync(path, where, "http://127.0.0.1:1/a.wav"));
        Assert.Equal((403, "media-not-supported"), await TryAsync(path, where, $"{carrier.App.Url}/a.wav"));
        Assert.Equal((200, null), await TryAsync(path, where, await carrier.FileAsync("there.wav")));
    }

    [Fact]
    public async Task A_file_sounds_as_long_as_it_is()
    {
        await carrier.PutAsync("ten.mp3", [.. Enumerable.Repeat(Frame, 383).SelectMany(frame => frame)]);
        Assert.Equal(1.25, await LastsAsync(await carrier.FileAsync("short.wav", 1.25)));
        Assert.Equal(10.004, await LastsAsync($"{carrier.Api.BaseAddress}media/ten.mp3"));
        Assert.Equal(3, await LastsAsync("http://media.example.com/elsewhere.wav"));
    }

    [Fact]
    public async Task A_file_of_this_machine_is_fetched_for_its_length()
    {
        await using var other = await Carrier.StartAsync();
        using var file = new HttpClient();
        var theirs = new Uri(await other.FileAsync("theirs.wav", 2));
        Assert.Equal(2, await LastsAsync($"{other.Url}sim{theirs.AbsolutePath["/v1/users/u-simulator".Length..]}"));
    }

    private async Task<double> LastsAsync(string file)
    {
        await carrier.OkAsync($"calls/{call}/audio", new { fileUrl = file });
        carrier.Clock.Advance(60);
        var heard = (await carrier.LookAsync($"calls/{call}"))["heard"]!.AsArray()[^1]!;
        return (DateTimeOffset.Parse((string)heard["until"]!) - DateTimeOffset.Parse((string)heard["at"]!)).TotalSeconds;
    }

    private async Task<string> PathAsync(string path)
    {
        path = path.Replace("CALL", call, StringComparison.Ordinal);
        if (path.Contains("ROOM", StringComparison.Ordinal))
        {
            var room = await carrier.CreateAsync("conferences", new { from = Carrier.AppNumber });
            var member = await carrier.CreateAsync($"conferences/{room}/members", new { callId = call });
            path = path.Replace("ROOM", room, StringComparison.Ordinal).Replace("MEMBER", member, StringComparison.Ordinal);
        }

        return path.Contains("BRIDGE", StringComparison.Ordinal)
            ? path.Replace("BRIDGE", await carrier.CreateAsync("bridges", new { callIds = new[] { call } }), StringComparison.Ordinal) : path;
    }

    private async Task<(int, string?)> TryAsync(string path, string where, string fileUrl)
    {
        object body = where switch
        {
            "prompt" => new { prompt = new { fileUrl } },
            "whisperAudio" => new { state = "transferring", transferTo = "+15557000", whisperAudio = new { fileUrl } },
            _ => new { fileUrl },
        };
        using var answer = await carrier.PostAsync(path, body);
        return answer.IsSuccessStatusCode ? (200, null) : await ShortAsync(answer);
    }

    private static async Task<(int, string?)> ShortAsync(HttpResponseMessage answer)
    {
        var (status, _, code, _) = await Carrier.ErrorOfAsync(answer);
        return (status, code);
    }
}
