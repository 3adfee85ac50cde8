using System.Buffers.Binary;
using System.Text;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests.Corners;

/// <summary>With programs that stand for <c>espeak-ng</c> and <c>lame</c>, so that it does not matter what is installed.</summary>
public sealed class SoundProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("callgrains-sound-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Words_are_said_by_the_program_in_the_voice_that_was_asked_for()
    {
        // Half a second of one value, and its arguments and words in a file.
        var asked = Path.Combine(_folder.FullName, "asked");
        var program = Program("speaks", $"{{ echo \"$@\"; cat; echo; }} >> {asked}; cat {Wav(0.5)}");
        await using var carrier = await Carrier.StartAsync(change: options => options with { SpeechProgram = program });
        var wav = await RecordAsync(carrier, new { sentence = "Guten Tag, Welt.", locale = "de", gender = "male" }, "wav");
        Assert.Equal(["--stdout --stdin -v de+m3 -s 175", "Guten Tag, Welt."], await File.ReadAllLinesAsync(asked, TestContext.Current.CancellationToken));
        Assert.Equal((8000, 0), (Sample(wav, 1.2), Sample(wav, 1.7)));
    }

    [Fact]
    public async Task Words_that_take_too_long_are_said_faster_and_cut_at_their_end()
    {
        var asked = Path.Combine(_folder.FullName, "asked");
        var program = Program("speaks", $"echo \"$@\" >> {asked}; cat {Wav(2)}");
        await using var carrier = await Carrier.StartAsync(change: options => options with { SpeechProgram = program });
        var wav = await RecordAsync(carrier, new { sentence = "Good day, all." }, "wav");
        Assert.Equal(2, (await File.ReadAllLinesAsync(asked, TestContext.Current.CancellationToken)).Length);
        Assert.Equal((8000, 0), (Sample(wav, 1.8), Sample(wav, 2)));
    }

    [Fact]
    public async Task A_program_that_fails_leaves_silence_and_without_one_there_is_a_melody()
    {
        await using var fails = await Carrier.StartAsync(change: options => options with { SpeechProgram = Program("fails", "exit 1") });
        Assert.Equal(0, Sample(await RecordAsync(fails, new { sentence = "Good day." }, "wav"), 1.2));
        await using var none = await Carrier.StartAsync();
        var wav = await RecordAsync(none, new { sentence = "Good day." }, "wav");
        Assert.Contains(Enumerable.Range(0, 100), at => Sample(wav, 1.2 + at / 8000.0) != 0);
    }

    [Fact]
    public async Task Mp3_is_made_by_the_program()
    {
        var program = Program("encodes", "printf '\\377\\373\\220\\000'; head -c 413");
        await using var carrier = await Carrier.StartAsync(change: options => options with { Mp3Program = program });
        var made = await RecordAsync(carrier, new { sentence = "Hi." }, "mp3");
        Assert.Equal(("RIFF", 417), (Encoding.ASCII.GetString(made, 4, 4), made.Length));
    }

    private static int Sample(byte[] wav, double second) => BinaryPrimitives.ReadInt16LittleEndian(wav.AsSpan(44 + (int)(second * 8000) * 2));

    /// <summary>Records three seconds, with a sentence after one; gives the file.</summary>
    private static async Task<byte[]> RecordAsync(Carrier carrier, object sentence, string format)
    {
        await carrier.BindAsync();
        var call = await carrier.RingAsync();
        await carrier.App.EventsUntilAsync(call, "answer");
        await carrier.OkAsync($"calls/{call}", new { recordingEnabled = true, recordingFileFormat = format });
        carrier.Clock.Advance(1);
        await carrier.OkAsync($"calls/{call}/audio", sentence);
        carrier.Clock.Advance(2);
        await carrier.OkAsync($"calls/{call}", new { recordingEnabled = false });
        carrier.Clock.Advance(1);
        await carrier.App.EventsUntilAsync(call, "recording complete");
        var media = (string)(await carrier.GetAsync($"calls/{call}/recordings"))[0]!["media"]!;
        Assert.EndsWith($"{call}-1.{format}", media, StringComparison.Ordinal);
        using var answer = await carrier.Api.GetAsync(media);
        Assert.Equal(format == "mp3" ? "audio/mpeg" : "audio/wav", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private string Wav(double seconds)
    {
        var path = Path.Combine(_folder.FullName, $"{seconds}.wav");
        var samples = (int)(seconds * 8000);
        byte[] header = [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 64, 31, 0, 0, 128, 62, 0, 0, 2, 0, 16, 0, .. "data"u8, .. BitConverter.GetBytes(samples * 2)];
        File.WriteAllBytes(path, [.. header, .. Enumerable.Repeat(BitConverter.GetBytes((short)8000), samples).SelectMany(bytes => bytes)]);
        return path;
    }

    private string Program(string name, string script)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
