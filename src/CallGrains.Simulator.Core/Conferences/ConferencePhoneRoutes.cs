using System.Text.Json.Nodes;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Conferences;

/// <summary><c>/sim/conferences</c>: who is in which room, with whom they can talk.</summary>
internal sealed class ConferencePhoneRoutes(ConferenceStore store, ConferenceGuard guard)
{
    private const int DefaultListed = 100;

    public void Map(RouteTable app, RestGate gate)
    {
        app.MapGet("/sim/conferences", gate.Phone(_ => ApiReply.Json(Json.Object(("items", Json.Array(store.NewestFirst.Take(DefaultListed).Select(Render)))))));
        app.MapGet("/sim/conferences/{conferenceId}", gate.Phone(request => ApiReply.Json(Render(guard.Find(request)))));
    }

    private static JsonObject Render(Conference conference)
    {
        var view = ConferenceView.Render(conference);
        view["sounding"] = conference.Audio is not null;
        view["members"] = Json.Array(conference.Members.Select(member => Json.Object(
            ("memberId", member.Id), ("callId", member.Call.Id), ("number", member.Call.Remote), ("state", member.IsPresent ? "active" : "completed"),
            ("hold", member.Hold), ("mute", member.Mute))));
        return view;
    }
}
