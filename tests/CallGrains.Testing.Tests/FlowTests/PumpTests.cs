using CallGrains.Flows;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Tests.FlowTests;

/// <summary>The world runs on the thread that asks, whatever thread, framework or step that is.</summary>
public sealed class PumpTests
{
    [Fact]
    public async Task The_same_test_does_the_same_each_time()
    {
        Assert.Equal(await PlayAsync(), await PlayAsync());
    }

    [Fact]
    public void Tests_run_side_by_side()
    {
        var ladders = new string[32];
        Parallel.For(0, ladders.Length, i => ladders[i] = PlayAsync().GetAwaiter().GetResult());
        Assert.Single(ladders.Distinct());
    }

    [Fact]
    public void A_context_of_the_test_framework_sees_nothing_of_it()
    {
        var outer = SynchronizationContext.Current;
        var context = new Refusing();
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            var played = PlayAsync();
            Assert.True(played.IsCompletedSuccessfully);
            Assert.Same(context, SynchronizationContext.Current);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    [Fact]
    public async Task No_time_passes_while_a_step_awaits_something_real()
    {
        var real = new TaskCompletionSource<string>();
        await using var phone = await Start(async call =>
        {
            var name = await call.StepAsync("ask", () => real.Task);
            await call.SpeakAsync($"Hello {name}.");
        });
        phone.StepPatience = TimeSpan.FromMinutes(1);
        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1");
        await caller.Hears("You pressed");
        var before = phone.Now;
        _ = Task.Run(() => real.SetResult("Ada"), TestContext.Current.CancellationToken);

        await caller.Hears("Hello Ada.");
        Assert.True(phone.Now - before <= TimeSpan.FromSeconds(1), "only the sentence took time");
    }

    [Fact]
    public async Task A_step_that_never_ends_runs_into_its_limit()
    {
        await using var phone = await Start(async call =>
        {
            try
            {
                await call.StepAsync("hang", () => new TaskCompletionSource().Task, TimeSpan.FromSeconds(20));
            }
            catch (StepFailedException)
            {
                await call.SpeakAsync("It took too long.");
            }
        });
        phone.StepPatience = TimeSpan.FromMilliseconds(50);
        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1");
        await caller.Hears("It took too long.");
    }

    private static async Task<string> PlayAsync()
    {
        await using var phone = await Start(call => call.TransferAsync("+15550199"));
        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1");
        await phone.CrashesAsync();
        await caller.IsTalkingTo("+15550199");
        await phone.PassesAsync(TimeSpan.FromMinutes(5));
        await caller.HangsUp();
        await caller.IsDone();
        return phone.Ladder;
    }

    private static Task<FlowTest> Start(Func<CallContext, Task> then) => FlowTest.Start<Desk>(s => s.AddSingleton(then));

    /// <summary>A framework's context that must not be used.</summary>
    private sealed class Refusing : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new InvalidOperationException("Nothing is posted here.");

        public override void Send(SendOrPostCallback d, object? state) => throw new InvalidOperationException("Nothing is sent here.");
    }
}
