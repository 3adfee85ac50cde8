using CallGrains.Simulator.Calls;

namespace CallGrains.Simulator.Recordings;

/// <summary>
/// What sounded on a call, as tones: a pitch for each letter spoken, a chord for a file, DTMF pairs for keys.
/// </summary>
internal static class Tones
{
    private const double KeySeconds = 0.1;
    private const double KeySounds = 0.06;
    private const string Keys = "123A456B789C*0#D";
    private static readonly double[] Rows = [697, 770, 852, 941];
    private static readonly double[] Columns = [1209, 1336, 1477, 1633];

    /// <param name="call">The call.</param>
    /// <param name="start">When the recording begins.</param>
    /// <param name="end">When it ends.</param>
    /// <param name="withSpeech">Whether a melody stands for words.</param>
    public static IReadOnlyList<Tone> Of(Call call, DateTimeOffset start, DateTimeOffset end, bool withSpeech)
    {
        var tones = new List<Tone>();
        foreach (var sound in call.Heard.Concat(call.Pressed).Concat(call.Said).Where(sound => IsWithin(sound, start, end) && (withSpeech || !IsSpeech(sound))))
        {
            Add(tones, sound, Sample(sound.At - start), Sample((sound.Until ?? end) - start));
        }

        return tones;
    }

    /// <summary>What is said, for a voice to say it.</summary>
    public static IReadOnlyList<Sentence> Sentences(Call call, DateTimeOffset start, DateTimeOffset end) =>
        [.. call.Heard.Concat(call.Said).Where(sound => IsSpeech(sound) && IsWithin(sound, start, end)).Select(sound =>
            new Sentence(Sample(sound.At - start), Sample((sound.Until ?? end) - sound.At), sound.Text!, sound.Voice))];

    private static bool IsSpeech(Sound sound) => sound.Kind is "speak" or "said" or "voice";

    private static bool IsWithin(Sound sound, DateTimeOffset start, DateTimeOffset end) => sound.At < end && (sound.Until ?? end) >= start;

    private static long Sample(TimeSpan time) => (long)(time.TotalSeconds * WavFile.SampleRate);

    private static void Add(List<Tone> tones, Sound sound, long from, long until)
    {
        switch (sound.Kind)
        {
            case "speak" or "said" or "voice":
                AddSpeech(tones, sound.Text!, from, until);
                break;
            case "play":
                tones.Add(new Tone(from, until, 440, 554));
                break;
            case "key" or "dtmf":
                AddKeys(tones, sound.Text!, from);
                break;
        }
    }

    private static void AddSpeech(List<Tone> tones, string text, long from, long until)
    {
        var each = Sample(Audio.AudioRequest.PerCharacter);
        for (var at = from; at < until; at += each)
        {
            var letter = text[(int)((at - from) / each % text.Length)];
            if (!char.IsWhiteSpace(letter))
            {
                tones.Add(new Tone(at, Math.Min(at + each, until), 200 + letter % 32 * 20, 0));
            }
        }
    }

    private static void AddKeys(List<Tone> tones, string keys, long from)
    {
        var each = (long)(KeySeconds * WavFile.SampleRate);
        var sounds = (long)(KeySounds * WavFile.SampleRate);
        foreach (var key in keys)
        {
            if (Keys.IndexOf(key, StringComparison.Ordinal) is >= 0 and var at)
            {
                tones.Add(new Tone(from, from + sounds, Rows[at / 4], Columns[at % 4]));
            }

            from += each;
        }
    }
}
