namespace CallGrains.Simulator.Recordings;

/// <summary>One or two sine waves (hertz) during a span of a recording, counted in samples from its start.</summary>
internal readonly record struct Tone(long From, long Until, double High, double Low)
{
    private const double Volume = 0.25;

    /// <summary>Adds itself to a stretch of samples that begins at sample <paramref name="start"/>.</summary>
    public void AddTo(Span<double> mix, long start)
    {
        var first = Math.Max(From, start);
        var last = Math.Min(Until, start + mix.Length);
        for (var at = first; at < last; at++)
        {
            mix[(int)(at - start)] += Wave(High, at) + Wave(Low, at);
        }
    }

    private static double Wave(double hertz, long sample) =>
        hertz == 0 ? 0 : Volume * Math.Sin(2 * Math.PI * hertz * sample / WavFile.SampleRate);
}
