using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class TranscriptionTests : CallTests
{
    [Fact]
    public async Task A_transcription_holds_what_both_sides_said_while_it_was_recorded()
    {
        await carrier.PhoneAsync($"calls/{call}/say", new { text = "Too early." });
        carrier.Clock.Advance(2);
        await carrier.OkAsync($"calls/{call}", new { recordingEnabled = true, transcriptionEnabled = true });
        await carrier.OkAsync($"calls/{call}/audio", new { sentence = "Your name?" });
        carrier.Clock.Advance(2);
        await carrier.PhoneAsync($"calls/{call}/say", new { text = "Ada + \"Grace\"." });
        carrier.Clock.Advance(3);
        await carrier.OkAsync($"calls/{call}", new { recordingEnabled = false });
        await carrier.PhoneAsync($"calls/{call}/say", new { text = "Too late." });
        carrier.Clock.Advance(2);

        await carrier.App.UntilAsync(all => all.Any(entry => entry.Short == "transcription completed"));
        var told = carrier.App.All()[^1];
        const string Text = "Your name? Ada + \"Grace\".";
        Assert.Equal((Text, Text.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)), (told["text"], told["textSize"]));
        Assert.Equal(Text, await carrier.Api.GetStringAsync(told["textUrl"]));
        var view = await carrier.GetAsync(told["transcriptionUri"]!);
        Assert.Equal(("completed", Text, 60), ((string?)view["state"], (string?)view["text"], (int)view["chargeableDuration"]!));
        Assert.Single((await carrier.GetAsync($"calls/{call}/transcriptions")).AsArray());
        Assert.Equal(["Too early.", "Ada + \"Grace\".", "Too late."], (await carrier.LookAsync($"calls/{call}"))["said"]!.AsArray().Select(sound => (string)sound!["text"]!));
    }

    [Fact]
    public async Task A_recording_is_transcribed_on_request_once_it_is_complete_and_long_texts_are_cropped()
    {
        await carrier.OkAsync($"calls/{call}", new { recordingEnabled = true });
        var recording = (string)(await carrier.GetAsync($"calls/{call}/recordings"))[0]!["id"]!;
        Assert.Equal((403, "invalid-recording-state"), Short(await carrier.ErrorAsync($"recordings/{recording}/transcriptions", new { })));
        for (var i = 0; i < 2; i++)
        {
            await carrier.OkAsync($"calls/{call}/audio", new { sentence = new string('a', 700) });
            carrier.Clock.Advance(60);
        }

        await carrier.OkAsync($"calls/{call}", new { recordingEnabled = false });
        carrier.Clock.Advance(1);
        var id = await carrier.CreateAsync($"recordings/{recording}/transcriptions", new { });
        Assert.Equal("transcribing", (string?)(await carrier.GetAsync($"recordings/{recording}/transcriptions/{id}"))["state"]);
        carrier.Clock.Advance(1);
        await carrier.App.UntilAsync(all => all.Any(entry => entry.Short == "transcription completed"));

        Assert.Equal(1004, carrier.App.All()[^1]["text"]!.Length);
        var view = (await carrier.GetAsync($"recordings/{recording}/transcriptions"))[0]!;
        Assert.Equal((1401, 1000, 120), ((int)view["textSize"]!, ((string)view["text"]!).Length, (int)view["chargeableDuration"]!));
        Assert.NotNull(await carrier.GetAsync($"bridges/recordings/{recording}/transcriptions/{id}"));
        using var unknown = await carrier.Api.GetAsync($"recordings/{recording}/transcriptions/tr-x");
        Assert.Equal("transcription-not-found", (await Carrier.ErrorOfAsync(unknown)).Code);
    }

    [Fact]
    public async Task A_sentence_that_was_cut_is_written_down_as_far_as_it_was_heard()
    {
        await carrier.OkAsync($"calls/{call}", new { recordingEnabled = true, transcriptionEnabled = true });
        await carrier.OkAsync($"calls/{call}/audio", new { sentence = "abcdefghijklmnopqrstuvwxyz" });
        carrier.Clock.Advance(0.65);
        await carrier.OkAsync($"calls/{call}/audio", new { sentence = "" });
        await carrier.PhoneAsync($"calls/{call}/hangup");
        carrier.Clock.Advance(2);
        await carrier.App.UntilAsync(all => all.Any(entry => entry.Short == "transcription completed"));
        Assert.Equal("abcdefghij", carrier.App.All()[^1]["text"]);
    }

    [Fact]
    public async Task Words_reach_the_other_end_of_a_bridge()
    {
        var other = await carrier.RingAsync("+15550177");
        await carrier.CreateAsync("bridges", new { callIds = new[] { call, other } });
        await carrier.PhoneAsync($"calls/{call}/say", new { text = "Hello there." });
        Assert.Equal("voice Hello there.", (await carrier.LookAsync($"calls/{other}"))["heard"]!.AsArray().Select(sound => $"{sound!["kind"]} {sound["text"]}").Last());
    }

    private static (int, string?) Short((int Status, string? Category, string? Code, string? Message) error) => (error.Status, error.Code);
}
