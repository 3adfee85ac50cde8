using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Media;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Gathers;

internal sealed record GatherSettings(
    int MaxDigits, TimeSpan InterDigitTimeout, string TerminatingDigits, bool SuppressDtmf, string? Tag, AudioRequest? Prompt)
{
    /// <summary>Takes the result instead of the application; with the terminating digit, if there was one.</summary>
    public Action<Gather, string?>? WhenOver { get; init; }

    /// <summary>How long the first digit may take, where that is another time.</summary>
    public TimeSpan? FirstDigitTimeout { get; init; }

    // The carrier documents only the upper bound; we take it as the default too.
    private const int MostDigits = 30;
    private const double MostSeconds = 30;
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    public static GatherSettings Read(Fields body, SoundFiles files)
    {
        var terminating = body.Text("terminatingDigits") ?? "#";
        if (terminating.Length == 0 || !terminating.All(Keypad.IsKey))
        {
            throw ApiError.Invalid($"'terminatingDigits' is '{terminating}'; send at least one of 0-9, *, #, A-D, or leave it out for '#'.");
        }

        var tag = body.Text("tag");
        var prompt = body.Inner("prompt");
        prompt?.Flag("bargeable");
        return new GatherSettings(
            body.Whole("maxDigits", 1, MostDigits) ?? MostDigits,
            body.Seconds("interDigitTimeout", 0, MostSeconds) ?? DefaultTimeout,
            terminating,
            body.Flag("suppressDtmf") ?? false,
            tag,
            prompt is null ? null : AudioRequest.Read(prompt, tag, mayStop: false, files));
    }
}
