using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Gathers;

/// <summary><c>/calls/{id}/gather</c>: start, read, stop.</summary>
internal sealed class GatherRoutes(CallGuard guard, GatherService gathers)
{
    public void Map(RouteTable user, RestGate gate)
    {
        user.MapPost("/calls/{callId}/gather", gate.Carrier(Start));
        user.MapGet("/calls/{callId}/gather/{gatherId}", gate.Carrier(Get));
        user.MapPost("/calls/{callId}/gather/{gatherId}", gate.Carrier(Stop));
    }

    private ApiReply Start(ApiRequest request)
    {
        var settings = GatherSettings.Read(request.Body, request.Sounds);
        var call = guard.FindActive(request, "gather");
        var gather = gathers.Start(call, settings);
        return ApiReply.Created($"{request.Urls.Call(call.Id)}/gather/{gather.Id}");
    }

    private ApiReply Get(ApiRequest request)
    {
        var call = guard.Find(request);
        var gather = Find(request, call);

        // The carrier's own client cannot read "cancelled" here, so only the event says it.
        var reason = gather.Reason == "cancelled" ? null : gather.Reason;
        return ApiReply.Json(Json.Object(
            ("id", gather.Id),
            ("state", gather.CompletedTime is null ? "started" : "completed"),
            ("reason", reason),
            ("createdTime", gather.CreatedTime.Iso()),
            ("completedTime", gather.CompletedTime?.Iso()),
            ("call", request.Urls.Call(call.Id)),
            ("digits", gather.Digits.ToString()),
            ("tag", gather.Settings.Tag)));
    }

    /// <summary>Stopping a gather that is over changes nothing.</summary>
    private ApiReply Stop(ApiRequest request)
    {
        var call = guard.Find(request);
        var gather = Find(request, call);
        if (request.Body.Choice("state", "completed") is not null && call.Gather == gather)
        {
            gathers.Stop(call, "cancelled");
        }

        return ApiReply.Ok;
    }

    private static Gather Find(ApiRequest request, Call call)
    {
        var id = request.Route("gatherId");
        return call.Gathers.Find(gather => gather.Id == id)
            ?? throw ApiError.NotFound("resource-not-found", $"The call {call.Id} has no gather {id}.", ("callId", call.Id), ("gatherId", id));
    }
}
