using System.Globalization;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.History;

/// <summary>
/// <c>/sim/requests</c> and <c>/sim/callbacks</c>: what came in and went out, oldest first; <c>?callId=</c>,
/// <c>?after=n</c>, <c>?before=n</c> (the last ones before it) and <c>?limit=</c> choose; <c>/{n}</c> is one with its
/// headers. <c>/healthz</c>: that it runs, and how much.
/// </summary>
internal sealed class HistoryRoutes(CallStore calls, Ring<RequestEntry> requests, Ring<CallbackEntry> callbacks, string instance, double speed)
{
    public void Map(RouteTable app, RestGate gate)
    {
        app.MapGet("/sim/requests", gate.Apart(request => List(request, requests)));
        app.MapGet("/sim/callbacks", gate.Apart(request => List(request, callbacks)));
        app.MapGet("/sim/requests/{n}", gate.Apart(request => One(request, requests)));
        app.MapGet("/sim/callbacks/{n}", gate.Apart(request => One(request, callbacks)));
        app.MapGet("/healthz", gate.Phone(_ => Health()));
    }

    private static ApiReply List<T>(ApiRequest request, Ring<T> ring)
        where T : class, IHistoryEntry
    {
        var callId = request.Query("callId");
        var after = Number(request, "after", 0);
        var limit = (int)Math.Min(int.MaxValue, Number(request, "limit", int.MaxValue));
        var before = Number(request, "before", long.MaxValue);
        var found = ring.All().Where(entry => entry.Number > after && entry.Number < before && (callId is null || entry.CallId == callId));
        var chosen = before < long.MaxValue ? found.TakeLast(limit) : found.Take(limit);
        return ApiReply.Json(Json.Object(("total", ring.Total), ("items", Json.Array(chosen.Select(entry => entry.Render())))));
    }

    private static ApiReply One<T>(ApiRequest request, Ring<T> ring)
        where T : class, IHistoryEntry =>
        long.TryParse(request.Route("n"), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && ring.Find(n) is { } entry
            ? ApiReply.Json(entry.RenderWhole())
            : throw ApiError.NotFound("resource-not-found", $"There is no entry '{request.Route("n")}' (any more).", ("n", request.Route("n")));

    private static long Number(ApiRequest request, string name, long byDefault)
    {
        if (request.Query(name) is not { } text)
        {
            return byDefault;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ApiError.Invalid($"The query parameter '{name}' is '{text}'; send a whole number from 0.");
    }

    private ApiReply Health() => ApiReply.Json(Json.Object(
        ("status", "ok"), ("instance", instance), ("speed", speed), ("calls", calls.Count), ("live", calls.Live), ("requests", requests.Total), ("callbacks", callbacks.Total)));
}
