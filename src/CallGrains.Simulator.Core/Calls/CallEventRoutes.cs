using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Calls;

/// <summary>
/// <c>/calls/{id}/events</c>: ISO times in the list, epoch milliseconds in the single event, as documented.
/// </summary>
internal sealed class CallEventRoutes(CallGuard guard)
{
    public void Map(RouteTable user, RestGate gate)
    {
        user.MapGet("/calls/{callId}/events", gate.Carrier(List));
        user.MapGet("/calls/{callId}/events/{eventId}", gate.Carrier(One));
    }

    private ApiReply List(ApiRequest request) => ApiReply.Json(Json.Array(guard.Find(request).Events.Select(
        entry => Json.Object(("id", entry.Id), ("time", entry.Time.Iso()), ("name", entry.Name), ("data", entry.Data)))));

    private ApiReply One(ApiRequest request)
    {
        var id = request.Route("eventId");
        var entry = guard.Find(request).Events.Find(entry => entry.Id == id)
            ?? throw ApiError.NotFound("resource-not-found", $"The call has no event {id}.", ("eventId", id));
        return ApiReply.Json(Json.Object(
            ("id", entry.Id), ("time", entry.Time.ToUnixTimeMilliseconds()), ("name", entry.Name), ("data", entry.Data)));
    }
}
