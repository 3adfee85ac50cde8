using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Bridges;

/// <summary>Puts calls into bridges and takes them out. A bridge raises no events of its own.</summary>
internal sealed class BridgeService
{
    private readonly Exchange _exchange;
    private readonly BridgeStore _store;

    public BridgeService(Exchange exchange, BridgeStore store, CallLifecycle life)
    {
        _exchange = exchange;
        _store = store;
        life.Answered += call => Settle(call.Bridge);
        life.Ended += call => Remove(call.Bridge, call);
    }

    public Bridge Find(string id) => _store.Find(id)
        ?? throw ApiError.NotFound("bridge-not-found", $"The bridge {id} could not be found.", ("bridgeId", id));

    /// <summary>A bridge that takes one more call.</summary>
    public Bridge FindRoom(string id)
    {
        var bridge = Find(id);
        RequireOpen(bridge);
        return bridge.Calls.Count < Bridge.MaxCalls ? bridge : throw Overflow(bridge.Calls.Count + 1);
    }

    public static void RequireOpen(Bridge bridge)
    {
        if (bridge.IsOver)
        {
            throw ApiError.BadRequest("bridge-invalid-state", $"The bridge {bridge.Id} is completed; its state is final. Create a new one.");
        }
    }

    public static ApiError Overflow(int asked) =>
        ApiError.Forbidden("bridge-callIds-overflow", $"A bridge has at most {Bridge.MaxCalls} calls, not {asked}.");

    /// <summary>Makes exactly these calls its own; none at all completes it.</summary>
    public void Replace(Bridge bridge, IReadOnlyList<Call> calls)
    {
        foreach (var gone in bridge.Calls.Except(calls).ToList())
        {
            Take(bridge, gone);
        }

        foreach (var come in calls.Except(bridge.Calls).ToList())
        {
            Put(bridge, come);
        }

        if (calls.Count == 0)
        {
            Complete(bridge);
        }
        else
        {
            Settle(bridge);
        }
    }

    public void Add(Bridge bridge, Call call)
    {
        Put(bridge, call);
        Settle(bridge);
    }

    /// <summary>Connects or separates the parties as the bridge's state wants it.</summary>
    public void Settle(Bridge? bridge)
    {
        if (bridge is null || bridge.IsOver)
        {
            return;
        }

        var isFull = bridge.ActiveCalls.Count() == Bridge.MaxCalls;
        if (isFull)
        {
            bridge.ActivatedTime ??= _exchange.Now;
        }

        var connects = isFull && bridge.BridgeAudio;
        if (connects == bridge.IsConnected)
        {
            return;
        }

        bridge.IsConnected = connects;
        if (!connects)
        {
            return;
        }

        Hear(bridge.Calls[0], "connected", bridge.Calls[1].Remote);
        Hear(bridge.Calls[1], "connected", bridge.Calls[0].Remote);
    }

    private static void Put(Bridge bridge, Call call)
    {
        bridge.Calls.Add(call);
        call.Bridge = bridge;
        call.Rooms.Add(bridge.Id);
        if (call.State == CallState.Active)
        {
            bridge.Audio?.Reach(call);
        }
    }

    private static void Take(Bridge bridge, Call call)
    {
        bridge.Calls.Remove(call);
        bridge.Audio?.Leave(call);
        call.Bridge = null;
    }

    private void Remove(Bridge? bridge, Call call)
    {
        if (bridge is null)
        {
            return;
        }

        Take(bridge, call);
        if (bridge.Calls.Count == 0)
        {
            Complete(bridge);
        }
        else
        {
            Settle(bridge);
        }
    }

    private void Complete(Bridge bridge)
    {
        bridge.Audio?.Stop();
        bridge.IsConnected = false;
        bridge.CompletedTime = _exchange.Now;
        _store.MarkCompleted(bridge);
    }

    private void Hear(Call call, string kind, string text) => call.Heard.Add(new Sound(_exchange.Now, kind, text, null, isLoop: false));
}
