using System.Xml.Linq;
using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Gathers;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Bxml;

/// <summary>
/// Collects keys. With digits it tells its requestUrl, whose answer is the next document; without any it is as if it
/// had not been there.
/// </summary>
internal sealed record GatherVerb(GatherSettings Settings, CallbackTarget? Target) : IVerb
{
    private const int MostDigits = 128;
    private const double MostSeconds = 30;
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    public static GatherVerb Read(XElement element, Origin origin)
    {
        var fields = Attributes.Of(element);
        var terminating = fields.Text("terminatingDigits") ?? "#";
        if (terminating.Length == 0 || !terminating.All(Keypad.IsKey))
        {
            throw ApiError.Invalid($"'terminatingDigits' of <Gather> is '{terminating}'; write at least one key, or leave it out for '#'.");
        }

        fields.Flag("bargeable");
        var settings = new GatherSettings(
            fields.Whole("maxDigits", 1, MostDigits) ?? MostDigits,
            fields.Seconds("interDigitTimeout", 0, MostSeconds) ?? DefaultTimeout,
            terminating,
            SuppressDtmf: true,
            fields.Text("tag"),
            Prompt(element, origin));
        return new GatherVerb(settings, fields.Target(origin));
    }

    public void Run(BxmlRun run) => run.Stage.Gathers.Start(run.Call, Settings with { WhenOver = (gather, key) => Over(run, gather, key) });

    private void Over(BxmlRun run, Gather gather, string? terminatingDigit)
    {
        if (gather.Digits.Length > 0 && Target is not null)
        {
            run.Ask(
                Target, "gather", ("gatherId", gather.Id), ("state", "completed"), ("reason", gather.Reason), ("digits", gather.Digits.ToString()),
                ("terminatingDigit", terminatingDigit), ("tag", Settings.Tag));
        }

        run.Next();
    }

    /// <summary>Several sentences, heard as one, or one file.</summary>
    private static AudioRequest? Prompt(XElement element, Origin origin)
    {
        var kinds = element.Elements().Select(child => child.Name.LocalName).Distinct().ToList();
        if (kinds.Count == 0)
        {
            return null;
        }

        if (kinds is not (["SpeakSentence"] or ["PlayAudio"]))
        {
            throw new BxmlException("<Gather> takes several <SpeakSentence> or one <PlayAudio>, and nothing else.");
        }

        var sounds = element.Elements().Select(child => SoundVerb.Read(child, origin).Sound).ToList();
        if (kinds[0] == "SpeakSentence")
        {
            return sounds[0] with { Content = string.Join(' ', sounds.Select(sound => sound.Content)) };
        }

        return sounds.Count == 1 ? sounds[0] : throw new BxmlException($"<Gather> has {sounds.Count} <PlayAudio>; it takes one.");
    }
}
