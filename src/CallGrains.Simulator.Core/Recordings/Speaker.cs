using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace CallGrains.Simulator.Recordings;

/// <summary>
/// Says sentences with <c>espeak-ng</c>, as samples of a recording, fast enough to be over when the sentence is.
/// </summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal sealed class Speaker(SoundProgram program)
{
    private const int MostRemembered = 200;
    private const int WordsPerMinute = 175;
    private const int Fastest = 450;
    private readonly ConcurrentDictionary<string, Task<double[]?>> _said = new();

    /// <summary>Whether words can be said; else a melody stands for them.</summary>
    public bool IsThere => program.IsThere;

    /// <summary>Samples from -1 to 1; null when the sentence cannot be said.</summary>
    public Task<double[]?> SayAsync(Sentence sentence)
    {
        if (_said.Count > MostRemembered)
        {
            _said.Clear();
        }

        return _said.GetOrAdd($"{sentence.Voice} {sentence.Samples} {sentence.Text}", _ => MakeAsync(sentence));
    }

    private async Task<double[]?> MakeAsync(Sentence sentence)
    {
        var samples = await SpeakAsync(sentence, WordsPerMinute);
        if (samples is null || samples.Length <= sentence.Samples)
        {
            return samples;
        }

        var faster = Math.Min(Fastest, WordsPerMinute * samples.Length / (int)Math.Max(1, sentence.Samples) + 10);
        return await SpeakAsync(sentence, faster) ?? samples;
    }

    private async Task<double[]?> SpeakAsync(Sentence sentence, int speed)
    {
        var made = await program.RunAsync(["--stdout", "--stdin", "-v", sentence.Voice, "-s", speed.ToString(CultureInfo.InvariantCulture)], Encoding.UTF8.GetBytes(sentence.Text));
        return made is null ? null : Read(made);
    }

    /// <summary>A WAV of 16 bits, one channel and any rate, at the rate of recordings.</summary>
    private static double[]? Read(ReadOnlySpan<byte> wav)
    {
        const int RateAt = 24;
        if (wav.Length < WavFile.HeaderBytes || !wav.StartsWith("RIFF"u8))
        {
            return null;
        }

        var step = BinaryPrimitives.ReadUInt32LittleEndian(wav[RateAt..]) / (double)WavFile.SampleRate;
        var data = wav[WavFile.HeaderBytes..];
        var made = new double[(int)(data.Length / 2 / step)];
        for (var at = 0; at < made.Length; at++)
        {
            // The mean of what falls into one sample: a plain low pass.
            var (from, until) = ((int)(at * step), Math.Max((int)(at * step) + 1, (int)((at + 1) * step)));
            for (var each = from; each < until && each * 2 + 1 < data.Length; each++)
            {
                made[at] += BinaryPrimitives.ReadInt16LittleEndian(data[(each * 2)..]) / (double)short.MaxValue / (until - from);
            }
        }

        return made;
    }
}
