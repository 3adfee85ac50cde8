using System.Text.Json.Nodes;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Conferences;

/// <summary>Conferences and members as the REST API shows them.</summary>
internal static class ConferenceView
{
    public static JsonObject Render(Conference conference) => Json.Object(
        ("id", conference.Id),
        ("from", conference.From),
        ("state", conference.State),
        ("createdTime", conference.CreatedTime.Iso()),
        ("completedTime", conference.CompletedTime?.Iso()),
        ("activeMembers", conference.Present.Count()),
        ("hold", conference.Hold),
        ("mute", conference.Mute),
        ("profile", conference.PassesDigits ? "passthru_digits" : "interpret_digits"),
        ("callbackUrl", conference.Callback?.Url),
        ("callbackHttpMethod", conference.Callback?.Method),
        ("callbackTimeout", conference.Callback is { } target ? (int)target.Timeout.TotalMilliseconds : null),
        ("fallbackUrl", conference.Callback?.FallbackUrl),
        ("tag", conference.Tag));

    public static JsonObject Render(Member member, Urls urls) => Json.Object(
        ("id", member.Id),
        ("state", member.IsPresent ? "active" : "completed"),
        ("hold", member.Hold),
        ("mute", member.Mute),
        ("joinTone", member.JoinTone),
        ("leavingTone", member.LeavingTone),
        ("addedTime", member.AddedTime.Iso()),
        ("removedTime", member.RemovedTime?.Iso()),
        ("call", urls.Call(member.Call.Id)));
}
