using CallGrains.Flows;

namespace CallGrains.Testing.Fuzzing.Flows;

/// <summary>
/// Dials two at once, speaks to the first that answers, bridges, and goes on with the caller when the other has hung
/// up.
/// </summary>
[Flow("parley")]
internal sealed class Parley : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var one = call.StartDial("+15550198");
        var other = call.StartDial("+15550199");
        var first = await (await Task.WhenAny(one.Answering, other.Answering));
        var second = first == one ? other : one;
        if (!first.Answered)
        {
            first = await second.Answering;
        }
        else
        {
            await second.HangUpAsync();
        }

        if (!first.Answered)
        {
            await call.SpeakAsync("Nobody is there.");
            return;
        }

        var choice = await first.GatherAsync("Press 1 to take the call.", maxDigits: 1);
        if (!choice.HungUp && await call.BridgeAsync(first))
        {
            await first.EndedAsync();
        }

        await call.SpeakAsync("They have hung up. Goodbye.");
    }
}
