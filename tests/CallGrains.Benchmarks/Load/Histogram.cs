using System.Numerics;

namespace CallGrains.Benchmarks.Load;

/// <summary>
/// Counts durations in buckets of at most 3 % width, so that a million of them take 8 KiB. Not safe for many threads.
/// </summary>
internal sealed class Histogram
{
    // 32 steps an octave, from 1 µs to over an hour.
    private const int StepBits = 5;
    private const int Steps = 1 << StepBits;

    private readonly long[] _counts = new long[32 * Steps];

    public long Count { get; private set; }

    public TimeSpan Max { get; private set; }

    public void Add(TimeSpan duration)
    {
        _counts[BucketOf((long)duration.TotalMicroseconds)]++;
        Count++;
        Max = duration > Max ? duration : Max;
    }

    /// <summary>
    /// The duration that this share of all does not exceed, in milliseconds; zero when there is none.
    /// </summary>
    public double Milliseconds(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        for (var (bucket, seen) = (0, 0L); bucket < _counts.Length && Count > 0; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank)
            {
                return Math.Min(UpperEnd(bucket) / 1000.0, Max.TotalMilliseconds);
            }
        }

        return 0;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        (Count, Max) = (0, TimeSpan.Zero);
    }

    private static int BucketOf(long microseconds)
    {
        var value = (ulong)Math.Max(0, microseconds);
        var octave = Math.Max(0, BitOperations.Log2(value | 1) - StepBits);
        var bucket = (octave * Steps) + (int)(value >> octave);
        return Math.Min(bucket, (32 * Steps) - 1);
    }

    private static long UpperEnd(int bucket)
    {
        var octave = Math.Max(0, (bucket / Steps) - 1);
        return ((bucket - (octave * Steps)) + 1L) << octave;
    }
}
