using System.Text.Json.Nodes;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Recordings;

/// <summary><c>/recordings</c> (those of the newest calls first) and <c>/calls/{id}/recordings</c>.</summary>
internal sealed class RecordingRoutes(CallStore store, CallGuard guard, RecordingService recordings)
{
    public void Map(RouteTable user, RestGate gate)
    {
        user.MapGet("/recordings", gate.Carrier(List));
        user.MapGet("/recordings/{recordingId}", gate.Carrier(Get));
        user.MapGet("/calls/{callId}/recordings", gate.Carrier(ListOfCall));
    }

    private ApiReply List(ApiRequest request) => Paging.Page(
        request, store.NewestFirst().SelectMany(call => call.Recordings.AsEnumerable().Reverse()), recording => Render(recording, request.Urls));

    private ApiReply ListOfCall(ApiRequest request) =>
        ApiReply.Json(Json.Array(guard.Find(request).Recordings.Select(recording => Render(recording, request.Urls))));

    private ApiReply Get(ApiRequest request) => ApiReply.Json(Render(recordings.Require(request.Route("recordingId")), request.Urls));

    private static JsonObject Render(Recording recording, Urls urls) => Json.Object(
        ("id", recording.Id),
        ("state", recording.State),
        ("startTime", recording.StartTime.Iso()),
        ("endTime", recording.EndTime?.Iso()),
        ("call", urls.Call(recording.CallId)),
        ("media", recording.State == "complete" ? urls.Media(recording.MediaName) : null));
}
