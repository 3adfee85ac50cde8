using CallGrains.Flows;

namespace CallGrains.Testing.Fuzzing.Flows;

/// <summary>Starts a call with a flow of its own, tells it what to say, and waits for its end.</summary>
[Flow("relay")]
internal sealed class Relay : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var other = call.StartCall("relayed", "+15550197", args: call.From);
        await call.SignalAsync(other.Address, "say", "Hello.");
        var music = call.StartSpeak("Please hold.", loop: true);
        await call.SignalAsync(other.Address, "say", "Goodbye.");
        var result = await other.Ended;
        await music.StopAsync();
        await call.SpeakAsync(result.Answered ? "They were told." : "They did not answer.");
    }
}

/// <summary>The call that <see cref="Relay"/> starts: says what it is told, twice.</summary>
[Flow("relayed")]
internal sealed class Relayed : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        for (var i = 0; i < 2; i++)
        {
            await call.SpeakAsync(await call.WaitForSignalAsync<string>("say", TimeSpan.FromMinutes(2)) ?? "Nothing.");
        }
    }
}
