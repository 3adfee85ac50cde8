using CallGrains.Flows;

[Flow("desk")]
public sealed class Desk : CallScript
{
    private static readonly Uri Music = new("https://media.example.com/hold.wav");

    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var agent = await call.DialAsync("+15550198");
        if (!await call.BridgeAsync(agent)) return;

        while (await call.WaitAnyAsync(keys: "*", legs: [agent]) is { Kind: OccurrenceKind.Key } star)
        {
            if (star.Leg != agent) continue;                           // the caller's own star
            var expert = await call.DialAsync("+15550199");
            if (!expert.Answered) continue;                            // the agent is with the caller still

            await agent.BridgeAsync(expert);                           // which takes the agent from the caller
            var hold = call.StartPlay(Music, loop: true);
            await call.WaitAnyAsync(keys: "1", legs: [agent, expert]);
            await hold.StopAsync();
            if (!expert.HasEnded && await call.BridgeAsync(expert))
            {
                await agent.HangUpAsync();
                return;                                                // the caller and the expert go on without us
            }

            await call.BridgeAsync(agent);
        }
    }
}
