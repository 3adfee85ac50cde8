using CallGrains.Flows;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Tests.FlowTests;

/// <summary>A test of a flow that never comes back fails, and says which flow and where.</summary>
public sealed class StallTests
{
    private static volatile bool _ends;

    [Fact]
    public async Task Code_that_never_ends_fails_the_test_and_is_named()
    {
        await Fails<Loops>("Code of the flow 'loops' of call/c-1, in the turn that began with entry 4 (answer), after it had decided AnswerCommand as number 1, has run for 5 s of the real clock and does not end");
        await Fails<Hangs>("Code of the flow 'hangs' of call/c-1, in step 'ask the printer', has run for 5 s");
        _ends = true;
    }

    private static async Task Fails<TFlow>(string why)
        where TFlow : class
    {
        var phone = await FlowTest.Start<TFlow>();
        // Longer than a busy machine needs for the first call of a process.
        phone.TurnPatience = TimeSpan.FromSeconds(5);
        var failure = await Assert.ThrowsAsync<FlowTestException>(() => phone.DialsAsync("+15550100"));
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);

        // What comes after it fails at once.
        await Assert.ThrowsAsync<FlowTestException>(() => phone.PassesAsync(TimeSpan.FromSeconds(1)));
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task Our_own_numbers_call_and_text_each_other()
    {
        await using var phone = await FlowTest.Start(s => s.AddFlow<Forwards>("+15550110").AddFlow<Greets>("+15550111"));
        var caller = await phone.DialsAsync("+15550110");
        await caller.Hears("They answered.");
        await caller.IsHungUp();
        await caller.IsDone();
    }

    [Flow("loops")]
    private sealed class Loops : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            while (!_ends)
            {
            }
        }
    }

    [Flow("hangs")]
    private sealed class Hangs : CallScript
    {
        protected override Task RunAsync(CallContext call) => call.StepAsync("ask the printer", () =>
        {
            while (!_ends)
            {
            }

            return Task.CompletedTask;
        });
    }

    [Flow("forwards")]
    private sealed class Forwards : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            var other = await call.DialAsync("+15550111");
            await call.SpeakAsync(other.Answered ? "They answered." : "They did not.");
        }
    }

    [Flow("greets")]
    private sealed class Greets : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.SpeakAsync("Hello.");
            await call.EndedAsync();
        }
    }
}
