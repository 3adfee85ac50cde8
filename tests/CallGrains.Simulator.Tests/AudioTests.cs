using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class AudioTests : CallTests
{
    [Fact]
    public async Task Speech_takes_65_ms_a_character()
    {
        await SayAsync(new { sentence = new string('x', 20), tag = "hi" });
        Assert.Equal(["create", "answer", "playback start"], await carrier.LogAsync(call));
        carrier.Clock.Advance(1.299);
        Assert.True((bool)(await PhoneAsync())["sounding"]!);
        carrier.Clock.Advance(0.001);

        Assert.Equal(["incomingcall", "answer", "speak started", "speak done"], await carrier.App.EventsUntilAsync(call, "speak done"));
        Assert.Equal(["create", "answer", "playback start", "playback done"], await carrier.LogAsync(call));
        var events = carrier.App.All().Where(received => received["eventType"] == "speak").ToList();
        Assert.Equal(["PLAYBACK_START", "PLAYBACK_STOP"], events.Select(received => received["state"]));
        Assert.All(events, received => Assert.Equal("hi", received["tag"]));
    }

    [Fact]
    public async Task The_phone_hears_in_order_what_was_said_and_played()
    {
        await SayAsync(new { sentence = "One" });
        carrier.Clock.Advance(1);
        var file = await carrier.FileAsync("two.wav");
        await SayAsync(new { fileUrl = file });
        carrier.Clock.Advance(3);
        await carrier.OkAsync($"calls/{call}/dtmf", new { dtmfOut = "1,2" });
        carrier.Clock.Advance(1);

        var heard = (await PhoneAsync())["heard"]!.AsArray();
        Assert.Equal(["speak One", $"play {file}", "dtmf 1", "dtmf 2"], heard.Select(sound => $"{sound!["kind"]} {sound["text"] ?? sound["url"]}"));
        Assert.Equal("2026-01-02T03:04:05.300Z", (string?)heard[0]!["until"]);
        Assert.Equal("2026-01-02T03:04:09.500Z", (string?)heard[3]!["at"]);
    }

    [Fact]
    public async Task A_file_raises_playback_without_state()
    {
        await SayAsync(new { fileUrl = await carrier.FileAsync("two.wav"), tag = "f" });
        carrier.Clock.Advance(3);

        Assert.Equal(["incomingcall", "answer", "playback started", "playback done"], await carrier.App.EventsUntilAsync(call, "playback done"));
        Assert.Null(carrier.App.All()[^1]["state"]);
        Assert.Equal("f", carrier.App.All()[^1]["tag"]);
    }

    [Fact]
    public async Task A_loop_is_started_once_and_done_when_stopped()
    {
        await SayAsync(new { sentence = "Please hold.", loopEnabled = true, tag = "hold" });
        carrier.Clock.Advance(100);
        await SayAsync(new { sentence = "", gender = "female", locale = "en_US", voice = "susan" });

        Assert.Equal(["incomingcall", "answer", "speak started", "speak done"], await carrier.App.EventsUntilAsync(call, "speak done"));
        Assert.Equal("hold", carrier.App.All()[^1]["tag"]);
        Assert.True((bool)(await PhoneAsync())["heard"]![0]!["cut"]!);
    }

    [Fact]
    public async Task New_audio_replaces_the_old_which_is_done_first()
    {
        await SayAsync(new { sentence = "A very long sentence indeed", tag = "1" });
        await SayAsync(new { sentence = "Stop", tag = "2" });
        carrier.Clock.Advance(10);

        await carrier.App.EventsUntilAsync(call, "speak done", times: 2);
        Assert.Equal(["started 1", "done 1", "started 2", "done 2"], carrier.App.All().Skip(2).Select(received => $"{received["status"]} {received["tag"]}"));
    }

    [Fact]
    public async Task The_end_of_the_call_ends_the_speech_first()
    {
        await SayAsync(new { sentence = "A very long sentence indeed" });
        await carrier.PhoneAsync($"calls/{call}/hangup");

        Assert.Equal(["incomingcall", "answer", "speak started", "speak done", "hangup NORMAL_CLEARING"], await carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING"));
        Assert.Equal(["create", "answer", "playback start", "playback done", "hangup NORMAL_CLEARING"], await carrier.LogAsync(call));
    }

    [Fact]
    public async Task Stopping_what_does_not_sound_is_refused()
    {
        Assert.Equal("call-audio-invalid-state", (await FailAsync(new { sentence = "" })).Code);
        await SayAsync(new { sentence = "I speak, I do not play." });
        var refused = await FailAsync(new { fileUrl = "" });
        Assert.Equal((403, "call-audio-invalid-state"), (refused.Status, refused.Code));
    }

    [Theory]
    [InlineData("{}", 400, "missing-property")]
    [InlineData("""{"sentence":"a","fileUrl":"http://x/y.wav"}""", 400, "validation-error")]
    [InlineData("""{"sentence":"a","gender":"x"}""", 400, "validation-error")]
    [InlineData("""{"sentence":"a","locale":"xx"}""", 400, "validation-error")]
    [InlineData("""{"sentence":"a","voice":"hal"}""", 400, "validation-error")]
    [InlineData("""{"sentence":"a","volume":5}""", 400, "validation-error")]
    [InlineData("""{"sentence":"a","loopEnabled":"maybe"}""", 400, "validation-error")]
    [InlineData("""{"fileUrl":"ftp://x/y.wav"}""", 403, "media-invalid-url")]
    public async Task Wrong_audio_is_refused(string body, int status, string code)
    {
        var refused = await FailAsync(JsonNode.Parse(body)!);
        Assert.Equal((status, code), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_sentence_has_at_most_1000_characters()
    {
        Assert.Equal(400, (await FailAsync(new { sentence = new string('x', 1001) })).Status);
        await SayAsync(new { sentence = new string('x', 1000) });
    }

    [Theory]
    [InlineData("12x")]
    [InlineData("")]
    public async Task Wrong_tones_are_refused(string dtmfOut) => Assert.Equal(400, (await carrier.ErrorAsync($"calls/{call}/dtmf", new { dtmfOut })).Status);

    private Task SayAsync(object body) => carrier.OkAsync($"calls/{call}/audio", body);

    private Task<(int Status, string? Category, string? Code, string? Message)> FailAsync(object body) => carrier.ErrorAsync($"calls/{call}/audio", body);

    private Task<JsonNode> PhoneAsync() => carrier.LookAsync($"calls/{call}");
}
