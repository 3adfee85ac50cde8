using System.Text.Json.Nodes;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Phones;

/// <summary>A call as the person at the phone knows it.</summary>
internal static class PhoneView
{
    public static JsonObject Summary(Call call) => Json.Object(
        ("callId", call.Id),
        ("state", CallView.StateOf(call)),
        ("direction", call.IsInbound ? "in" : "out"),
        ("from", call.From),
        ("to", call.To),
        ("applicationId", call.Order.ApplicationId),
        ("tag", call.Tag),
        ("displayName", call.Order.DisplayName),
        ("diversion", call.Order.Diversion?.DeepClone()),
        ("cause", call.Cause),
        ("endedBy", call.IsOver ? call.EndedBy : null),
        ("startTime", call.StartTime.Iso()),
        ("activeTime", call.ActiveTime?.Iso()),
        ("endTime", call.EndTime?.Iso()));

    public static JsonObject Full(Call call)
    {
        var view = Summary(call);
        if (call.TransferPartner is { } partner)
        {
            view["transferCallId"] = partner.Id;
        }

        if (call.FarLeg is { } far)
        {
            view["farCallId"] = far.Id;
        }

        if (Connected(call) is { } number)
        {
            view["connectedTo"] = number;
        }

        if (call.Bridge is { } bridge)
        {
            view["bridgeId"] = bridge.Id;
        }

        if (call.Member is { } member)
        {
            view["conferenceId"] = member.Conference.Id;
        }

        if (call.Rooms.Count > 0)
        {
            view["rooms"] = Json.Array(call.Rooms.Select(room => System.Text.Json.Nodes.JsonValue.Create(room)));
        }

        if (call.Legs.Count > 0)
        {
            view["legs"] = Json.Array(call.Legs.Select(leg => System.Text.Json.Nodes.JsonValue.Create(leg)));
        }

        view["scripted"] = call.Script is not null;
        view["gathering"] = call.Gather is not null;
        view["sounding"] = call.Audio is not null;
        view["heard"] = Json.Array(call.Heard.Select(Render));
        view["pressed"] = Json.Array(call.Pressed.Select(Render));
        view["said"] = Json.Array(call.Said.Select(Render));
        view["gathers"] = Json.Array(call.Gathers.Select(Render));
        view["recordings"] = Json.Array(call.Recordings.Select(Render));
        return view;
    }

    /// <summary>Stays known after the end.</summary>
    private static string? Connected(Call call) => call.Heard.FindLast(sound => sound.Kind == "connected")?.Text;

    private static JsonObject Render(Sound sound) => Json.Object(
        ("at", sound.At.Iso()),
        ("kind", sound.Kind),
        ("text", sound.Text),
        ("url", sound.Url),
        ("until", sound.Until?.Iso()),
        ("loop", sound.IsLoop ? true : null),
        ("cut", sound.IsCut ? true : null));

    private static JsonObject Render(Gathers.Gather gather) => Json.Object(
        ("id", gather.Id), ("at", gather.CreatedTime.Iso()), ("until", gather.CompletedTime?.Iso()), ("reason", gather.Reason), ("digits", gather.Digits.ToString()));

    private static JsonObject Render(Recordings.Recording recording) => Json.Object(
        ("id", recording.Id), ("state", recording.State), ("mediaName", recording.MediaName),
        ("startTime", recording.StartTime.Iso()), ("endTime", recording.EndTime?.Iso()));
}
