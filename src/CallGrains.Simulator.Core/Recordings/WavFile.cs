using System.Buffers.Binary;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Media;

namespace CallGrains.Simulator.Recordings;

/// <summary>
/// A recording as WAV: 8 kHz, 16 bits, mono. Kept as the list of what sounded and turned into samples only when
/// somebody downloads it, so that thousands of recordings cost next to nothing.
/// </summary>
internal static class WavFile
{
    public const int SampleRate = 8000;
    public const int HeaderBytes = 44;
    private const int BytesPerSample = 2;
    private const int ChunkSamples = 8000;

    public static MediaFile Of(Recording recording, Call call, Speaker speaker)
    {
        var samples = (long)((recording.EndTime!.Value - recording.StartTime).TotalSeconds * SampleRate);
        var tones = Tones.Of(call, recording.StartTime, recording.EndTime.Value, withSpeech: !speaker.IsThere);
        var sentences = speaker.IsThere ? Tones.Sentences(call, recording.StartTime, recording.EndTime.Value) : [];
        return new MediaFile("audio/wav", null, HeaderBytes + samples * BytesPerSample, async (into, stop) => await WriteAsync(into, samples, tones, await SayAsync(sentences, speaker), stop)) { Lasts = TimeSpan.FromSeconds(samples / (double)SampleRate) };
    }

    private static async Task<IReadOnlyList<(Sentence, double[])>> SayAsync(IReadOnlyList<Sentence> sentences, Speaker speaker)
    {
        var said = await Task.WhenAll(sentences.Select(speaker.SayAsync));
        return [.. sentences.Zip(said).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!))];
    }

    private static async Task WriteAsync(
        Stream into, long samples, IReadOnlyList<Tone> tones, IReadOnlyList<(Sentence, double[])> said, CancellationToken stop)
    {
        await into.WriteAsync(Header(samples * BytesPerSample), stop);
        var chunk = new byte[ChunkSamples * BytesPerSample];
        for (long from = 0; from < samples; from += ChunkSamples)
        {
            var count = (int)Math.Min(ChunkSamples, samples - from);
            Fill(chunk, from, count, tones, said);
            await into.WriteAsync(chunk.AsMemory(0, count * BytesPerSample), stop);
        }
    }

    private static void Fill(byte[] chunk, long from, int count, IReadOnlyList<Tone> tones, IReadOnlyList<(Sentence, double[])> said)
    {
        var mix = new double[count];
        foreach (var tone in tones)
        {
            tone.AddTo(mix, from);
        }

        foreach (var (sentence, samples) in said)
        {
            sentence.AddTo(mix, from, samples);
        }

        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(chunk.AsSpan(i * BytesPerSample), (short)(Math.Clamp(mix[i], -1, 1) * short.MaxValue));
        }
    }

    private static byte[] Header(long dataBytes)
    {
        var header = new byte[HeaderBytes];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), (uint)(HeaderBytes - 8 + dataBytes));
        "WAVEfmt "u8.CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(20), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(22), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), SampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(28), SampleRate * BytesPerSample);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(32), BytesPerSample);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(34), BytesPerSample * 8);
        "data"u8.CopyTo(header.AsSpan(36));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(40), (uint)dataBytes);
        return header;
    }
}
