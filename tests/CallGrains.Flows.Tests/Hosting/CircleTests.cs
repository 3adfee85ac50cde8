using CallGrains.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>Calls and texts between our own numbers that would never end do end, and nobody else's do.</summary>
public class CircleTests
{
    private const string One = "+15550110", Two = "+15550111";

    [Theory]
    [InlineData("dial", 5)]
    [InlineData("start", 6)]
    [InlineData("transfer", 5)]
    public async Task Two_numbers_that_call_each_other_come_to_an_end(string how, int hops)
    {
        await using var phone = await FlowTest.Start(s => s
            .AddFlow<ToTwo>(One).AddFlow<ToOne>(Two)
            .Configure<FlowOptions>(o => o.MostDiversions = 4)
            .AddSingleton(new How(how)));
        var caller = await phone.DialsAsync(One);
        await phone.PassesAsync(TimeSpan.FromMinutes(2));

        var calls = (await phone.World.Store.ListAsync(new GrainQuery { Kind = GrainKind.Call, Size = 1000 }, TestContext.Current.CancellationToken)).Items;
        Assert.InRange(calls.Count, 3, 10);
        var ended = Assert.Single(calls, c => c.Flow.Length == 0);
        var told = phone.World.Journal(ended.Address).OfType<EventEntry>().First();
        Assert.Equal($"{(how == "transfer" ? "it was diverted" : "calls of our own have led to it")} {hops} times, so it goes round in circles (CallGrains:Flows:MostDiversions is 4)", told.Reason);
        await caller.HangsUp();
        await phone.PassesAsync(TimeSpan.FromMinutes(1));
        Assert.DoesNotContain(phone.World.Network.Lines, c => !c.IsOver);
    }

    [Fact]
    public async Task Many_people_are_forwarded_as_ever()
    {
        await using var phone = await FlowTest.Start(s => s
            .AddFlow<ToTwo>(One).AddFlow<Hears>(Two)
            .Configure<FlowOptions>(o => o.MostDiversions = 1)
            .AddSingleton(new How("dial")));
        for (var i = 0; i < 20; i++)
        {
            await phone.DialsAsync(One, $"+155501{i:00}1");
        }

        await phone.Until(() => phone.World.Network.Lines.Count(c => c.To == Two && !c.IsOutbound && c.ActiveTime is not null) == 20, "all are answered");
    }

    [Fact]
    public async Task Two_numbers_that_answer_each_others_texts_come_to_an_end()
    {
        await using var phone = await FlowTest.Start(s => s.AddFlow<Parrot>(One, Two).Configure<GrainOptions>(o => o.MostTextsAMinute = 10));
        phone.ExpectsFailure("too-many-texts");
        await phone.TextsAsync(One, "hello", to: Two);
        await phone.PassesAsync(TimeSpan.FromMinutes(10));
        var texts = phone.World.Network.AllTexts.Count();
        Assert.InRange(texts, 10, 80);
        await phone.PassesAsync(TimeSpan.FromHours(1));
        Assert.Equal(texts, phone.World.Network.AllTexts.Count());
    }

    [Fact]
    public async Task A_fast_person_is_answered_each_time()
    {
        await using var phone = await FlowTest.Start<Chatty>(s => s.Configure<GrainOptions>(o => o.MostTextsAMinute = 10));
        for (var i = 0; i < 25; i++)
        {
            await phone.TextsAsync(FlowTest.SomeCaller, $"new words {i}");
            await phone.PassesAsync(TimeSpan.FromSeconds(2));
        }

        await phone.Sent<SendMessageCommand>(times: 75);
    }

    internal sealed record How(string Word);

    private abstract class Forwarding(How how, string to) : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            if (call.IsOutbound)
            {
                await call.AnswerAsync();
                await call.EndedAsync();
                return;
            }

            await call.AnswerAsync();
            switch (how.Word)
            {
                case "dial":
                    var leg = await call.DialAsync(to);
                    await call.BridgeAsync(leg);
                    break;
                case "start":
                    await call.StartCallAsync(to == Two ? "to-two" : "to-one", to);
                    break;
                default:
                    await call.TransferAsync(to);
                    break;
            }
        }
    }

    [Flow("to-two")]
    private sealed class ToTwo(How how) : Forwarding(how, Two);

    [Flow("to-one")]
    private sealed class ToOne(How how) : Forwarding(how, One);

    [Flow("hears")]
    private sealed class Hears : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.EndedAsync();
        }
    }

    [Flow("parrot")]
    private sealed class Parrot : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread)
        {
            var text = await thread.NextAsync();
            await thread.ReplyAsync(text?.Text ?? "");
        }
    }

    [Flow("chatty")]
    private sealed class Chatty : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread)
        {
            var text = await thread.NextAsync();
            for (var i = 1; i <= 3; i++)
            {
                await thread.ReplyAsync($"{i}: {text?.Text}");
            }
        }
    }
}
