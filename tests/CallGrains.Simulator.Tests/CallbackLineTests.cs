using System.Text.Json.Nodes;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.History;
using CallGrains.Simulator.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Simulator.Tests;

public sealed class CallbackLineTests
{
    [Fact]
    public async Task An_event_waits_for_the_answer_of_the_request_that_caused_it_and_holds_up_no_other_call()
    {
        await using var app = await Receiver.StartAsync();
        using var sender = new CallbackSender(new CatapultCallbacks(), new HttpCallbacks(), TimeProvider.System, new Ring<CallbackEntry>(100), new InFlight(new Pulse()), new CallGrains.Simulator.Errors.ErrorLog(TimeProvider.System, 100, 1), new NetworkLog(NullLogger<NetworkLog>.Instance));
        var waits = new CallbackLine(sender);
        var other = new CallbackLine(sender);
        var reply = new TaskCompletionSource();

        waits.Post(Event("c-1", "caused", app, reply.Task));
        waits.Post(Event("c-1", "later", app, null));
        for (var i = 0; i < 50; i++)
        {
            other.Post(Event("c-2", "free", app, null));
        }

        await app.EventsUntilAsync("c-2", "free", times: 50);
        Assert.Empty(app.Events("c-1"));

        reply.SetResult();
        Assert.Equal(["caused", "later"], await app.EventsUntilAsync("c-1", "later"));
    }

    private static Delivery Event(string callId, string type, Receiver app, Task? reply) => new(
        callId, type, new CallbackTarget($"{app.Url}/in", "POST", TimeSpan.FromSeconds(10), null),
        new JsonObject { ["eventType"] = type, ["callId"] = callId }, null, reply);
}
