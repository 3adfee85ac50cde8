using CallGrains.Simulator.Calls;

namespace CallGrains.Simulator.Recordings;

/// <summary>
/// What sounded on a call, as tones: a pitch for each letter spoken, a chord for a file, DTMF pairs for keys.
/// </summary>
internal static class Tones
{
    private const double KeySeconds = 0.1;
    private const string Keys = "123A456B789C*0#D";
    private static readonly double[] Rows = [697, 770, 852, 941];
    private static readonly double[] Columns = [1209, 1336, 1477, 1633];

    public static IReadOnlyList<Tone> Of(Call call, DateTimeOffset start, DateTimeOffset end)
    {
        var tones = new List<Tone>();
        foreach (var sound in call.Heard.Concat(call.Pressed).Concat(call.Said).Where(sound => sound.At < end && (sound.Until ?? sound.At) >= start))
            Add(tones, sound, Sample(sound.At - start), Sample((sound.Until ?? end) - start));
        return tones;
    }

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
            if (!char.IsWhiteSpace(letter)) tones.Add(new Tone(at, Math.Min(at + each, until), 200 + letter % 32 * 20, 0));
        }
    }

    private static void AddKeys(List<Tone> tones, string keys, long from)
    {
        var each = (long)(KeySeconds * WavFile.SampleRate);
        foreach (var key in keys)
        {
            if (Keys.IndexOf(key, StringComparison.Ordinal) is >= 0 and var at) tones.Add(new Tone(from, from + each, Rows[at / 4], Columns[at % 4]));
            from += each;
        }
    }
}
