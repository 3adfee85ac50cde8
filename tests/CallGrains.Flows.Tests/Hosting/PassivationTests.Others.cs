using CallGrains.Flows.Tests.Conferences;

namespace CallGrains.Flows.Tests.Hosting;

/// <content>Legs, conferences and threads.</content>
public partial class PassivationTests
{
    [Fact]
    public void A_call_and_its_leg_talk_and_part() => World.Run(async w =>
    {
        w.Carrier.TalkingTime = TimeSpan.FromMinutes(4);
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var leg = await call.DialAsync("+15550199");
            await call.BridgeAsync(leg);
            await leg.EndedAsync();
            await call.SpeakAsync("How was it?");
        };
        await StartAsync(w);
        var call = w.Carrier.Dials();
        await PassivatedAsync(w);

        await w.Ended(call);

        Assert.Equal(["answer", "call +15550199", "bridge +15550199", "speak How was it?", "hangup"], w.Carrier.Effects);
        Replay.Of(w, call.Address);
    });

    [Fact]
    public void A_conference_and_its_members_are_passivated_and_part() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var place = await call.Conference("club", "club").JoinAsync();
            await place.LeftAsync();
        };
        await StartAsync(w, 30, typeof(Club));
        var (ann, bob) = (w.Carrier.Dials(from: "+15550001"), w.Carrier.Dials(from: "+15550002"));
        await PassivatedAsync(w, 3);

        ann.HangUp();
        await w.Ended(ann);
        bob.HangUp();
        await w.Ended(bob);
        await w.Until(() => w.Carrier.Rooms.All.Single().Count == 0, "the room is empty");
        await w.Settles();

        Assert.Equal(
            ["created", "+15550001 joined, 1 in", "+15550002 joined, 2 in", "+15550001 left, 1 in", "+15550002 left, 0 in"],
            Club.Read(w).Where(l => !l.StartsWith("speak", StringComparison.Ordinal)).Take(5));
    });

    [Fact]
    public void A_thread_waits_for_the_next_text() => World.Run(async w =>
    {
        await StartAsync(w, 30, typeof(Sizes));
        var thread = w.Carrier.Desk.Texts("hello", "sizes");
        await w.Until(() => w.Carrier.Effects.Count > 0, "the question");
        await PassivatedAsync(w);
        var asked = w.Carrier.Effects.Count;

        w.Carrier.Desk.Texts("two", "sizes");
        await w.Until(() => w.Carrier.Effects.Count > asked, "the next answer");

        Assert.Equal(["text +15550001 What size?", "text +15550001 One two pizza."], w.Carrier.Effects);
        Replay.Of(w, thread);
    });

    /// <summary>Asks, and has time.</summary>
    [Flow("sizes")]
    private sealed class Sizes : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread)
        {
            await thread.NextAsync();
            await thread.ReplyAsync("What size?");
            var size = await thread.NextAsync(TimeSpan.FromMinutes(30));
            await thread.ReplyAsync($"One {size?.Text} pizza.");
        }
    }
}
