using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Calls;

/// <summary>Finds the call of a request and refuses what its state does not allow.</summary>
internal sealed class CallGuard(CallStore store)
{
    public Call Find(ApiRequest request) => Find(request.Route("callId"));

    public Call Find(string id)
    {
        return store.Find(id) ?? throw ApiError.NotFound("call-not-found", $"The call {id} could not be found.", ("callId", id));
    }

    public Call FindActive(ApiRequest request, string what)
    {
        var call = Find(request);
        Require(call, call.State == CallState.Active, what, "active");
        return call;
    }

    public static void Require(Call call, bool allowed, string what, string needed)
    {
        if (allowed)
        {
            return;
        }

        var reason = call.IsOver ? "its state is final" : $"that needs a call that is {needed}";
        throw ApiError.Forbidden("call-invalid-state", $"The call {call.Id} is {CallView.StateOf(call)}: it cannot {what}, {reason}.", ("callId", call.Id));
    }
}
