using System.Text.Json;
using CallGrains.Simulator.Callbacks;

namespace CallGrains.Simulator.Telnyx;

/// <summary>Where events go. The time to answer is real time, whatever the simulated speed.</summary>
internal static class Targets
{
    public static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2);

    private static readonly string[] Types =
    [
        "call.initiated", "call.answered", "call.hangup", "call.bridged", "call.speak.started", "call.speak.ended", "call.playback.started", "call.playback.ended",
        "call.gather.ended", "call.dtmf.received", "call.recording.saved", "call.recording.error", "call.recording.transcription.saved",
    ];

    /// <summary>From now on this leg's events go where the command says; nowhere else when it does not say.</summary>
    public static void Change(Leg leg, Body body)
    {
        RefuseGet(body);
        if (body.Url("webhook_url") is { } url)
        {
            leg.Target = Of(url);
        }

        if (body.Raw("webhook_urls") is not { ValueKind: JsonValueKind.Object } some)
        {
            return;
        }

        foreach (var entry in some.EnumerateObject())
        {
            leg.Targets[entry.Name] = Types.Contains(entry.Name) ? Of(entry.Value.ToString())
                : throw TelnyxErrors.Of(422, "90057", "Invalid call control event type for webhook_urls", $"'{entry.Name}' is no type of event.", "/webhook_urls");
        }
    }

    public static CallbackTarget Of(string url, string? failover = null, TimeSpan? answerTime = null) => new(url, "POST", answerTime ?? AnswerTime, failover);

    private static void RefuseGet(Body body)
    {
        if (body.Choice("webhook_url_method", "POST", "GET") == "GET" || body.Choice("webhook_urls_method", "POST", "GET") == "GET")
        {
            throw Rest.ApiError.NotSimulated("A webhook by GET (how its keys are written, and what is signed, is not published)");
        }

        body.RefuseWhatIsMissing("webhook_retries_policies");
    }
}
