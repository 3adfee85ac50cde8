using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;

namespace CallGrains.Simulator.Transcriptions;

/// <summary>What was said on a call between two times, by whoever was heard there, in order.</summary>
internal static class Words
{
    public static string Between(Call call, DateTimeOffset start, DateTimeOffset end) => string.Join(' ', call.Heard.Concat(call.Said)
        .Where(sound => sound.Kind is "speak" or "said" or "voice" && sound.At < end && (sound.Until ?? end) > start)
        .OrderBy(sound => sound.At)
        .Select(sound => Part(sound, start, end))
        .Where(text => text.Length > 0));

    /// <summary>Of a sentence that was cut, or begun outside, only what could be heard.</summary>
    private static string Part(Sound sound, DateTimeOffset start, DateTimeOffset end)
    {
        var text = sound.Text!;
        var from = Characters(start - sound.At, text.Length);
        var until = sound.IsCut || sound.Until is null || sound.Until > end ? Characters((sound.Until < end ? sound.Until.Value : end) - sound.At, text.Length) : text.Length;
        return from >= until ? "" : text[from..until].Trim();
    }

    private static int Characters(TimeSpan time, int most) => (int)Math.Clamp(time / AudioRequest.PerCharacter, 0, most);
}
