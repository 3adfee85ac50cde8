using System.Text.Json.Nodes;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Errors;

/// <summary><c>/errors</c>, newest first.</summary>
internal sealed class ErrorRoutes(ErrorLog log)
{
    public void Map(RouteTable user, RestGate gate)
    {
        user.MapGet("/errors", gate.Carrier(request => Paging.Page(request, log.NewestFirst, Render)));
        user.MapGet("/errors/{errorId}", gate.Carrier(Get));
    }

    private ApiReply Get(ApiRequest request)
    {
        var id = request.Route("errorId");
        var error = log.NewestFirst.FirstOrDefault(error => error.Id == id)
            ?? throw ApiError.NotFound("user-error-not-found", $"There is no error {id}.", ("errorId", id));
        return ApiReply.Json(Render(error));
    }

    private static JsonObject Render(UserError error) => Json.Object(
        ("id", error.Id), ("time", error.Time.Iso()), ("category", error.Category), ("code", error.Code), ("message", error.Message),
        ("details", Json.Array(error.Details.Select((detail, at) => Json.Object(("id", $"{error.Id}-{at + 1}"), ("name", detail.Name), ("value", detail.Value))))));
}
