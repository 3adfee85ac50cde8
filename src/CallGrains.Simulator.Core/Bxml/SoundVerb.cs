using System.Xml.Linq;
using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Bxml;

/// <summary><c>SpeakSentence</c> and <c>PlayAudio</c>: the application is told of neither.</summary>
internal sealed record SoundVerb(AudioRequest Sound) : IVerb
{
    private const int MostTimes = 30;
    private const double LongestPause = 60;

    public static SoundVerb Read(XElement element, Origin origin)
    {
        var fields = Attributes.Of(element);
        AudioRequest.CheckManner(fields);
        var content = element.Value.Trim();
        if (content.Length == 0)
        {
            throw ApiError.Invalid($"<{element.Name.LocalName}> is empty; write what to {(element.Name.LocalName == "PlayAudio" ? "play" : "say")} between its tags.");
        }

        return new SoundVerb(element.Name.LocalName == "PlayAudio" ? File(fields, content, origin) : new AudioRequest(true, content, false, null) { IsQuiet = true, Voice = AudioRequest.VoiceOf(fields) });
    }

    public void Run(BxmlRun run) => run.Stage.Audio.Start(run.Call, Sound, run.Next);

    private static AudioRequest File(Fields fields, string url, Origin origin)
    {
        AudioRequest.CheckUrl(url);
        return new AudioRequest(false, url, false, null)
        {
            IsQuiet = true,
            FileLength = origin.Files.LengthOf(url),
            Times = fields.Whole("repeatCount", 1, MostTimes) ?? 1,
            PauseBetween = fields.Seconds("delayBeforeRepeat", -1, LongestPause) ?? TimeSpan.Zero,
        };
    }
}
