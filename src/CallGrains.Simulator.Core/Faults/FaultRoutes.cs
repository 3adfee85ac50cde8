using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Faults;

/// <summary><c>/sim/faults</c>: order faults (one, or a list), look at them, take them back.</summary>
internal sealed class FaultRoutes(FaultService desk)
{
    public void Map(RouteTable app, RestGate gate)
    {
        app.MapPost("/sim/faults", gate.Phone(Add, BodyKind.ObjectOrList));
        app.MapGet("/sim/faults", gate.Phone(_ => ApiReply.Json(Json.Object(("items", Json.Array(desk.Select(rule => rule.Render())))))));
        app.MapDelete("/sim/faults", gate.Phone(_ => Clear()));
        app.MapDelete("/sim/faults/{faultId}", gate.Phone(Remove));
    }

    private ApiReply Add(ApiRequest request)
    {
        if (request.Body.Items() is not { } list)
        {
            return new ApiReply(201, desk.Add(FaultOrder.Read(request.Body)).Render());
        }

        var orders = list.Select(FaultOrder.Read).ToList();
        return new ApiReply(201, Json.Object(("items", Json.Array(orders.Select(order => desk.Add(order).Render())))));
    }

    private ApiReply Clear()
    {
        desk.Clear();
        return ApiReply.Ok;
    }

    private ApiReply Remove(ApiRequest request)
    {
        var id = request.Route("faultId");
        return desk.Remove(id) ? ApiReply.Ok : throw ApiError.NotFound("fault-not-found", $"There is no fault rule {id}; GET /sim/faults lists them.", ("faultId", id));
    }
}
