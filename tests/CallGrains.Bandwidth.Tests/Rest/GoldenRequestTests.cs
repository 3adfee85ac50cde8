using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallGrains.Bandwidth.Tests;

/// <summary>What each command looks like on the wire: one readable file each.</summary>
public sealed class GoldenRequestTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, Command> Commands = new(Samples.All)
    {
        ["transfer-whisper"] = new TransferCommand("sip:agent@example.com")
        {
            CallerId = "private",
            Whisper = new Prompt { Sentence = "A customer is waiting.", Voice = new Voice("paul", "male", "en_US") },
        },
        ["transfer-whisper-file"] = new TransferCommand("+15550199") { Whisper = new Prompt { FileUrl = new Uri("https://media.example.com/beep.wav") } },
        ["speak-voice-loop"] = new SpeakCommand("¿Qué tal? \"5 < 6\" & 7+8") { Voice = new Voice("Jorge", "male", "es"), Loop = true },
        ["play-loop"] = new PlayCommand(new Uri("https://media.example.com/hold music.mp3?a=1&b=2")) { Loop = true },
        ["stopAudio-file"] = new StopAudioCommand(IsFile: true),
        ["gather-full"] = new GatherCommand
        {
            MaxDigits = 4,
            InterDigitTimeout = TimeSpan.FromSeconds(2.5),
            TerminatingDigits = "#*",
            Prompt = "Your PIN, please.",
        },
        ["gather-default"] = new GatherCommand(),
        ["record-full"] = new RecordCommand(Enabled: true) { MaxDuration = TimeSpan.FromMinutes(2), FileFormat = "mp3" },
        ["record-off"] = new RecordCommand(Enabled: false) { MaxDuration = TimeSpan.FromMinutes(2), FileFormat = "mp3" },
        ["createCall-timeout"] = new CreateCallCommand("+15550100", "sip:agent@example.com") { CallTimeout = TimeSpan.FromSeconds(24.2) },
    };

    public static TheoryData<string> Names() => [.. Commands.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_command_is_sent_as_its_golden_file_says(string name)
    {
        await using var rig = new Rig();
        rig.Fake.Otherwise = _ => FakeAnswer.Created("https://api.example.com/v1/users/u-test/things/x-1");

        var id = await rig.SendAsync(Commands[name]);

        var sent = Assert.Single(rig.Fake.Requests);
        Assert.Equal("application/json", sent.Headers["Content-Type"]);
        Assert.Equal(Commands[name] is CreateCallCommand or TransferCommand or GatherCommand ? "x-1" : null, id);
        var actual = new JsonObject { ["request"] = sent.ToString(), ["body"] = JsonNode.Parse(sent.Body) }.ToJsonString(Readable) + "\n";
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Here(), "Golden", name + ".json")), actual);
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
