using System.Globalization;
using System.Text.RegularExpressions;
using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Gathers;

namespace CallGrains.Simulator.Telnyx;

/// <summary>What commands say of sentences, files and gathers.</summary>
internal static partial class Sounds
{
    private const int MostText = 3000, MostLoops = 100, MostDigits = 128, MostTones = 92, MostMillis = 3_600_000;

    /// <summary>Keys that are to be sent, with pauses.</summary>
    public static string Tones(Body body)
    {
        var digits = body.Required("digits");
        return digits.Length <= MostTones && digits.All(tone => Keypad.IsKey(tone) || tone is 'w' or 'W')
            ? digits
            : throw TelnyxErrors.Invalid("90014", "digits", $"'{digits}'; send at most {MostTones} of 0-9, A-D, *, #, w and W.");
    }

    public static AudioRequest Speech(Body body, Ids ids)
    {
        Text(body, "payload");
        if (body.Text("voice") is null)
        {
            throw TelnyxErrors.Missing("voice");
        }

        if (body.Text("voice") is "male" or "female" && body.Text("language") is null && body.Text("service_level") != "basic")
        {
            throw TelnyxErrors.Missing("language");
        }

        body.Choice("service_level", "basic", "premium");
        OnlySelf(body);
        var isSsml = body.Choice("payload_type", "text", "ssml") == "ssml";
        return Looped(body, new AudioRequest(IsSpeech: true, isSsml ? Words(body.Required("payload")) : body.Required("payload"), IsLoop: false, Short(ids.Next("speak"))));
    }

    private static string Short(string id) => id[..Math.Min(id.Length, 8)];

    public static AudioRequest File(Body body)
    {
        body.RefuseWhatIsMissing("media_name", "playback_content", "overlay");
        OnlySelf(body);
        return Looped(body, new AudioRequest(IsSpeech: false, body.Url("audio_url") ?? throw TelnyxErrors.Missing("audio_url"), IsLoop: false, null));
    }

    /// <summary>What is said after a wrong input.</summary>
    public static AudioRequest? Invalid(Body body)
    {
        body.RefuseWhatIsMissing("invalid_media_name");
        return body.Text("invalid_payload") is { } text ? new AudioRequest(IsSpeech: true, text, IsLoop: false, null) { IsQuiet = true }
            : body.Url("invalid_audio_url") is { } url ? new AudioRequest(IsSpeech: false, url, IsLoop: false, null)
            : null;
    }

    public static GatherOrder Gather(Body body, AudioRequest? prompt = null, AudioRequest? invalid = null)
    {
        var (most, least) = (body.Whole("maximum_digits", MostDigits, 1, MostDigits, "90023"), body.Whole("minimum_digits", 1, 1, MostDigits, "90022"));
        if (least > most)
        {
            throw TelnyxErrors.Outside("minimum_digits", least.ToString(CultureInfo.InvariantCulture), 1, most, "90022");
        }

        var whole = body.Millis("timeout_millis", 60_000, MostMillis, "90025");
        return new GatherOrder(
            least, most, Terminating(body), body.Text("valid_digits") ?? "0123456789#*",
            prompt is null ? body.Millis("initial_timeout_millis", 5000, 120_000, "90056") : whole,
            body.Millis("inter_digit_timeout_millis", 5000, MostMillis, "90026"))
        {
            Whole = prompt is null ? whole : null,
            Tries = prompt is null ? 1 : body.Whole("maximum_tries", 3, 1, MostDigits, "90024"),
            Prompt = prompt is { IsLoop: true } ? prompt with { IsLoop = false } : prompt,
            InvalidPrompt = invalid,
            Id = prompt is null ? body.Text("gather_id") : null,
        };
    }

    private static string Terminating(Body body)
    {
        var key = body.Text("terminating_digit") ?? "#";
        return key.Length == 1 && Keypad.IsKey(key[0]) ? key : throw TelnyxErrors.Invalid("90007", "terminating_digit", $"'{key}' is not one key.");
    }

    private static void Text(Body body, string name)
    {
        if (body.Required(name).Length > MostText)
        {
            throw TelnyxErrors.Invalid("90010", name, $"It has {body.Required(name).Length} characters; send at most {MostText}.");
        }
    }

    private static AudioRequest Looped(Body body, AudioRequest sound) => body.Text("loop") switch
    {
        null => sound,
        "infinity" => sound with { IsLoop = true },
        _ => sound with { Times = body.Whole("loop", 1, 1, MostLoops, "90009") },
    };

    private static void OnlySelf(Body body)
    {
        if (body.Choice("target_legs", "self", "opposite", "both") is "opposite" or "both")
        {
            throw Rest.ApiError.NotSimulated("A sound to the other leg (send target_legs self)");
        }
    }

    /// <summary>What is said of SSML: its words.</summary>
    private static string Words(string ssml) => Element().Replace(ssml, " ").Trim();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Element();
}
