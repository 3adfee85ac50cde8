using CallGrains.Flows.Tests.Support;

namespace CallGrains.Flows.Tests.Scripts;

public sealed class ScriptTests
{
    [Fact]
    public void An_inbound_call_is_answered_spoken_to_and_hung_up() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.SpeakAsync("Hello.");
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => w.Process.Host.ActiveCount == 0, "the grain is put away");

        Assert.Equal(["answer", "speak Hello.", "hangup"], w.Carrier.Effects);
        Assert.Equal(GrainState.Ended, w.Head(call.Address).State);
    });
}
