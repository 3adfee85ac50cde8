using System.Buffers.Binary;

namespace CallGrains.Simulator.Media;

/// <summary>How long a WAV or MP3 file sounds, read from its headers; null for a file that is neither.</summary>
internal static class SoundLength
{
    private static readonly int[] Layer3Kilobits1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];
    private static readonly int[] Layer3Kilobits2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0];
    private static readonly int[] Rates1 = [44100, 48000, 32000, 0];

    public static TimeSpan? Of(ReadOnlySpan<byte> file) => OfWav(file) ?? OfMp3(file);

    private static TimeSpan? OfWav(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file.StartsWith("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8))
        {
            return null;
        }

        var bytesPerSecond = 0u;
        for (var at = 12; at + 8 <= file.Length;)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            if (file[at..(at + 4)].SequenceEqual("fmt "u8) && at + 20 <= file.Length)
            {
                bytesPerSecond = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 16)..]);
            }
            else if (file[at..(at + 4)].SequenceEqual("data"u8))
            {
                // Who writes a stream does not know its length and says the greatest there is.
                var there = Math.Min(size, (uint)(file.Length - at - 8));
                return bytesPerSecond == 0 ? null : TimeSpan.FromSeconds(there / (double)bytesPerSecond);
            }

            at = size > int.MaxValue / 2 ? file.Length : at + 8 + (int)size + (int)(size % 2);
        }

        return null;
    }

    private static TimeSpan? OfMp3(ReadOnlySpan<byte> file)
    {
        var (seconds, frames) = (0.0, 0);
        for (var at = AfterTag(file); at + 4 <= file.Length && Frame(file[at..]) is var (length, lasts) && length > 0; at += length)
        {
            seconds += lasts;
            frames++;
        }

        return frames > 0 ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static int AfterTag(ReadOnlySpan<byte> file) =>
        file.Length > 10 && file.StartsWith("ID3"u8) ? 10 + (file[6] << 21 | file[7] << 14 | file[8] << 7 | file[9]) : 0;

    /// <summary>The bytes and seconds of a frame of layer III; nothing where none begins.</summary>
    private static (int Length, double Seconds) Frame(ReadOnlySpan<byte> head)
    {
        var (version, layer) = (head[1] >> 3 & 3, head[1] >> 1 & 3);
        if (head[0] != 0xFF || (head[1] & 0xE0) != 0xE0 || version == 1 || layer != 1)
        {
            return default;
        }

        var isFirst = version == 3;
        var kilobits = (isFirst ? Layer3Kilobits1 : Layer3Kilobits2)[head[2] >> 4];
        var rate = Rates1[head[2] >> 2 & 3] >> (isFirst ? 0 : version == 2 ? 1 : 2);
        if (kilobits == 0 || rate == 0)
        {
            return default;
        }

        var samples = isFirst ? 1152 : 576;
        return (samples / 8 * kilobits * 1000 / rate + (head[2] >> 1 & 1), samples / (double)rate);
    }
}
