using System.Diagnostics;
using CallGrains.Flows;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Tests.FlowTests;

/// <summary>
/// What a test costs. Says it, and fails only where something is out of all proportion: machines differ.
/// </summary>
public sealed class SpeedTests(ITestOutputHelper output)
{
    private const int Tests = 100;

    [Fact]
    public async Task A_whole_call_costs_milliseconds()
    {
        await PlayAsync();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Tests; i++)
        {
            await PlayAsync();
        }

        var each = watch.Elapsed / Tests;
        output.WriteLine($"{each.TotalMilliseconds:0.00} ms a test: a call with menu, crash, sentence and end");
        Assert.True(each < TimeSpan.FromMilliseconds(500), $"{each.TotalMilliseconds} ms a test");
    }

    private static async Task PlayAsync()
    {
        await using var phone = await FlowTest.Start<Desk>(s => s.AddSingleton<Func<CallContext, Task>>(_ => Task.CompletedTask));
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Press 1");
        await phone.CrashesAsync();
        await caller.Presses("1");
        await caller.Hears("You pressed 1.");
        await caller.IsDone();
    }
}
