using CallGrains.Flows;

namespace CallGrains.Testing.Fuzzing.Flows;

/// <summary>
/// An agent may ask a third party while the caller waits, and connects the caller with it, or comes back; whoever is
/// left is told.
/// </summary>
[Flow("consult")]
internal sealed class Consult : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var agent = await call.DialAsync("+15550198");
        if (!agent.Answered || !await call.BridgeAsync(agent))
        {
            await call.SpeakAsync("Nobody is there.");
            return;
        }

        var asks = await call.WaitAnyAsync(keys: "15*", legs: [agent], timeout: TimeSpan.FromMinutes(2));
        if (asks.Kind != OccurrenceKind.Key)
        {
            return;
        }

        await call.UnbridgeAsync();
        var third = await call.DialAsync("+15550199");
        if (third.Answered && !agent.HasEnded && await agent.BridgeAsync(third))
        {
            await call.WaitAnyAsync(keys: "15*", legs: [agent, third], timeout: TimeSpan.FromMinutes(1));
        }

        if (!third.HasEnded && await call.BridgeAsync(third))
        {
            await agent.HangUpAsync();
            return;
        }

        if (!agent.HasEnded && await call.BridgeAsync(agent))
        {
            await call.SpeakAsync("They are not there.");
        }
    }
}
