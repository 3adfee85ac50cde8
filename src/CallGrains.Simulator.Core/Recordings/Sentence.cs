namespace CallGrains.Simulator.Recordings;

/// <summary>Words in a recording: from which sample on, for how many, and in which voice of <c>espeak-ng</c>.</summary>
internal sealed record Sentence(long From, long Samples, string Text, string Voice)
{
    /// <summary>The voice for a locale and a gender of the carrier's.</summary>
    public static string VoiceOf(string? locale, string? gender)
    {
        var language = (locale ?? "en").Replace('_', '-').ToLowerInvariant() switch
        {
            "en" or "en-us" => "en-us",
            "en-uk" => "en-gb",
            "es-mx" => "es-419",
            "t" or "it-it" => "it",
            "fr" => "fr-fr",
            "de-de" => "de",
            var other => other,
        };
        return $"{language}+{(gender == "male" ? "m3" : "f3")}";
    }

    /// <summary>
    /// Adds its samples to a stretch that begins at sample <paramref name="start"/>; what is late is cut.
    /// </summary>
    public void AddTo(Span<double> mix, long start, double[] said)
    {
        var until = From + Math.Min(Samples, said.Length);
        for (var at = Math.Max(From, start); at < Math.Min(until, start + mix.Length); at++)
        {
            mix[(int)(at - start)] += said[at - From];
        }
    }
}
