using System.Text.Json.Nodes;
using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Bridges;

/// <summary><c>/bridges</c>: create, list, read, change, its calls, and audio to both of them.</summary>
internal sealed class BridgeRoutes(Exchange exchange, Ids ids, BridgeStore store, BridgeService desk, CallStore calls)
{
    public void Map(RouteTable user, RestGate gate)
    {
        user.MapPost("/bridges", gate.Carrier(Create));
        user.MapGet("/bridges", gate.Carrier(request => Paging.Page(request, store.NewestFirst, bridge => Render(bridge, request.Urls))));
        user.MapGet("/bridges/{bridgeId}", gate.Carrier(request => ApiReply.Json(Render(Find(request), request.Urls))));
        user.MapPost("/bridges/{bridgeId}", gate.Carrier(Update));
        user.MapPost("/bridges/{bridgeId}/audio", gate.Carrier(Announce));
        user.MapGet("/bridges/{bridgeId}/calls", gate.Carrier(request =>
            ApiReply.Json(Json.Array(Find(request).Calls.Select(call => CallView.Render(call, request.Urls))))));
    }

    private Bridge Find(ApiRequest request) => desk.Find(request.Route("bridgeId"));

    private ApiReply Create(ApiRequest request)
    {
        var audio = request.Body.Flag("bridgeAudio") ?? true;
        var wanted = ReadCalls(request.Body, null) ?? [];
        var bridge = new Bridge(ids.Next("brg"), exchange.Now) { BridgeAudio = audio };
        store.Add(bridge);
        if (wanted.Count > 0)
        {
            desk.Replace(bridge, wanted);
        }

        return ApiReply.Created(request.Urls.Bridge(bridge.Id));
    }

    private ApiReply Update(ApiRequest request)
    {
        var bridge = Find(request);
        var audio = request.Body.Flag("bridgeAudio");
        if (request.Body.Entries().Any())
        {
            BridgeService.RequireOpen(bridge);
        }

        var wanted = ReadCalls(request.Body, bridge);
        bridge.BridgeAudio = audio ?? bridge.BridgeAudio;
        if (wanted is not null)
        {
            desk.Replace(bridge, wanted);
        }
        else
        {
            desk.Settle(bridge);
        }

        return ApiReply.Ok;
    }

    /// <summary>Null when the request names none: then the calls stay as they are.</summary>
    private List<Call>? ReadCalls(Fields body, Bridge? into)
    {
        if (body.Texts("callIds") is not { } named)
        {
            return null;
        }

        if (named.GroupBy(id => id).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw ApiError.BadRequest("bridge-invalid-operation", $"'callIds' names the call {twice.Key} twice; a call cannot be bridged with itself.");
        }

        return named.Count <= Bridge.MaxCalls ? [.. named.Select(id => FindCall(id, into))] : throw BridgeService.Overflow(named.Count);
    }

    private Call FindCall(string id, Bridge? into)
    {
        if (calls.Find(id) is not { IsOver: false } call)
        {
            throw ApiError.Forbidden("call-id-not-found", $"There is no call {id} that is not over.", ("callId", id));
        }

        if (call.Bridge is { } other && other != into)
        {
            throw ApiError.BadRequest("bridge-bridged-callId", $"The call {id} is in the bridge {other.Id}; take it out there first (POST /bridges/{other.Id} with the callIds that stay).");
        }

        CallGuard.Require(call, call.State != CallState.Transferring, "be bridged", "not being transferred");
        CallGuard.Require(call, call.Member is null, "be bridged", "in no conference");
        return call;
    }

    private ApiReply Announce(ApiRequest request)
    {
        var asked = AudioRequest.Read(request.Body, null, mayStop: true, request.Sounds);
        var bridge = Find(request);
        BridgeService.RequireOpen(bridge);
        if (!bridge.ActiveCalls.Any())
        {
            throw ApiError.BadRequest("bridge-invalid-operation", $"The bridge {bridge.Id} has no active calls: nobody would hear it.");
        }

        if (asked.IsStop)
        {
            asked.RequireSame(bridge.Audio?.Request, $"the bridge {bridge.Id}", ("bridgeId", bridge.Id));
        }

        bridge.Audio?.Stop();
        if (asked.IsStop)
        {
            return ApiReply.Ok;
        }

        bridge.Audio = new Announcement(exchange, asked, () => bridge.Audio = null);
        bridge.Audio.Start(bridge.ActiveCalls);
        return ApiReply.Ok;
    }

    private static JsonObject Render(Bridge bridge, Urls urls) => Json.Object(
        ("id", bridge.Id),
        ("state", bridge.State),
        ("bridgeAudio", bridge.BridgeAudio),
        ("callIds", Json.Array(bridge.Calls.Select(call => JsonValue.Create(call.Id)))),
        ("calls", $"{urls.Bridge(bridge.Id)}/calls"),
        ("createdTime", bridge.CreatedTime.Iso()),
        ("activatedTime", bridge.ActivatedTime?.Iso()),
        ("completedTime", bridge.CompletedTime?.Iso()));
}
