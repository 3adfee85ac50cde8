using CallGrains.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Threads;

/// <summary>Loops that cost money end.</summary>
public class FloodTests
{
    [Fact]
    public async Task A_program_that_answers_a_program_is_stopped_and_why_is_in_the_journal()
    {
        await using var phone = await FlowTest.Start<Parrot>(s => s.Configure<GrainOptions>(o => o.MostTextsAMinute = 10));
        phone.ExpectsFailure("too-many-texts");
        for (var i = 0; i < 15; i++)
        {
            await phone.TextsAsync(FlowTest.SomeCaller, $"text {i}");
        }

        await phone.Sent<SendMessageCommand>(times: 10);
        await phone.SentNo<SendMessageCommand>(after: 10);
        Assert.Contains(phone.Failures, f => f.Contains("This thread has sent 10 texts within a minute", StringComparison.Ordinal));

        // A minute later it may write again.
        await phone.PassesAsync(TimeSpan.FromMinutes(1));
        await phone.TextsAsync(FlowTest.SomeCaller, "later");
        await phone.Replies(FlowTest.SomeCaller, "later");
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void A_call_that_was_diverted_too_often_is_ended(int counter, bool answered) => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.SpeakAsync("Hello.");
        };
        w.Configure += s => s.Configure<FlowOptions>(o => o.MostDiversions = 5);
        await w.StartAsync();
        w.Carrier.Knows("c-9");
        var diversion = $$"""{"origTo":"+15550101","counter":"{{counter}}"}""";
        await w.SendAsync(FlowAddress.Call("c-9"), $$"""{"eventType":"incomingcall","callId":"c-9","from":"+15550001","to":"+15550100","diversion":{{diversion}} }""");
        await w.Until(() => w.Carrier.Got<AnswerCommand>() || w.Carrier.Got<HangupCommand>(), "answered or hung up");

        Assert.Equal(answered, w.Carrier.Got<AnswerCommand>());
        var told = w.Journal(FlowAddress.Call("c-9")).OfType<EventEntry>().First();
        Assert.Equal(answered ? null : "it was diverted 6 times, so it goes round in circles (CallGrains:Flows:MostDiversions is 5)", told.Reason);
    });

    [Flow("parrot")]
    private sealed class Parrot : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread)
        {
            var text = await thread.NextAsync();
            await thread.ReplyAsync(text?.Text ?? "");
        }
    }
}
