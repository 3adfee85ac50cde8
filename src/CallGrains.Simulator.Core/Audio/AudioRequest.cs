using System.Collections.Frozen;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Media;
using CallGrains.Simulator.Recordings;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Audio;

/// <summary>What to speak or play, or (with an empty text) what kind of sound to stop.</summary>
internal sealed record AudioRequest(bool IsSpeech, string Content, bool IsLoop, string? Tag)
{
    private const int MaxSentence = 1000;
    private const int MaxVolume = 4;
    public static readonly TimeSpan PerCharacter = TimeSpan.FromMilliseconds(65);
    private static readonly TimeSpan ShortestSpeech = TimeSpan.FromMilliseconds(300);

    private static readonly FrozenSet<string> Locales = new[]
    {
        "en", "en_US", "en_UK", "es", "es_MX", "fr", "fr_FR", "de", "de_DE", "it", "t", "it_IT",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Voices = new[]
    {
        "susan", "julie", "kate", "paul", "dave", "bridget", "simon", "esperanza", "violeta", "jorge", "jolie", "bernard",
        "katrin", "stefan", "paola", "luca",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the application is told nothing of it: it is part of a document.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>In which voice a sentence is said.</summary>
    public string Voice { get; init; } = Sentence.VoiceOf(null, null);

    /// <summary>How long a file sounds once.</summary>
    public TimeSpan FileLength { get; init; } = SoundFiles.Unknown;

    /// <summary>How often it is said or played.</summary>
    public int Times { get; init; } = 1;

    public TimeSpan PauseBetween { get; init; }

    public bool IsStop => Content.Length == 0;

    public string Kind => IsSpeech ? "speak" : "play";

    public TimeSpan Length => (IsSpeech ? LengthOf(Content) : FileLength) * Times + PauseBetween * (Times - 1);

    /// <summary>How long it takes to say a text.</summary>
    public static TimeSpan LengthOf(string text) => TimeSpan.FromTicks(Math.Max(ShortestSpeech.Ticks, PerCharacter.Ticks * text.Length));

    /// <summary>
    /// Reads a request of <c>/audio</c>, a gather's prompt or a whisper; only the first of them can stop.
    /// </summary>
    public static AudioRequest Read(Fields body, string? tag, bool mayStop, SoundFiles files)
    {
        CheckManner(body);
        var sentence = body.Text("sentence");
        var file = body.Text("fileUrl");
        if (sentence is null && file is null)
        {
            throw ApiError.BadRequest("missing-property", "Audio needs a 'sentence' to speak or a 'fileUrl' to play.");
        }

        if (sentence is not null && file is not null)
        {
            throw ApiError.Invalid("Audio has both a 'sentence' and a 'fileUrl'; send one of them.");
        }

        if (sentence?.Length > MaxSentence)
        {
            throw ApiError.Invalid($"'sentence' has {sentence.Length} characters; send at most {MaxSentence}.");
        }

        var request = new AudioRequest(sentence is not null, sentence ?? file ?? "", body.Flag("loopEnabled") ?? false, tag) { Voice = VoiceOf(body) };
        if (file is { Length: > 0 })
        {
            CheckUrl(file);
            request = request with { FileLength = files.LengthOf(file) };
        }

        return !request.IsStop || mayStop ? request : throw ApiError.BadRequest("blank-property", "There is nothing to say: 'sentence' or 'fileUrl' is empty.");
    }

    public Sound ToSound(DateTimeOffset at) => new(at, Kind, IsSpeech ? Content : null, IsSpeech ? null : Content, IsLoop) { Voice = Voice };

    /// <summary>Refuses to stop what does not sound.</summary>
    public void RequireSame(AudioRequest? sounding, string where, params (string, string)[] details)
    {
        if (sounding?.IsSpeech == IsSpeech)
        {
            return;
        }

        throw ApiError.Forbidden("call-audio-invalid-state", $"Nothing to stop: {where} is not {(IsSpeech ? "speaking a sentence" : "playing a file")}.", details);
    }

    public static string VoiceOf(Fields body) => Sentence.VoiceOf(body.Text("locale"), body.Text("gender"));

    public static void CheckManner(Fields body)
    {
        body.Choice("gender", "male", "female");
        body.Whole("volume", -MaxVolume, MaxVolume);
        if (body.Text("locale") is { } locale && !Locales.Contains(locale))
        {
            throw ApiError.Invalid($"'locale' is '{locale}'; send one of: {string.Join(", ", Locales.Order())}.");
        }

        if (body.Text("voice") is { } voice && !Voices.Contains(voice))
        {
            throw ApiError.Invalid($"'voice' is '{voice}'; send one of: {string.Join(", ", Voices.Order())}.");
        }
    }

    public static void CheckUrl(string file)
    {
        if (!Uri.TryCreate(file, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            throw ApiError.Forbidden("media-invalid-url", $"'fileUrl' is '{file}'; send an absolute http or https URL of a WAV or MP3 file.");
        }
    }
}
