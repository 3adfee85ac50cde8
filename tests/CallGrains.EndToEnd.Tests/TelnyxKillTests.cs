using System.Diagnostics;
using CallGrains.EndToEnd.Tests.Support;

namespace CallGrains.EndToEnd.Tests;

/// <summary>
/// The promise that sells, at a simulated Telnyx: the process may die at any instant, and the calls go on.
/// </summary>
public sealed class TelnyxKillTests(ITestOutputHelper output)
{
    private const int Seed = 20261130;
    private const double Speed = 6;
    private const int Callers = 60, Kills = 15;

    [Fact]
    public async Task Kills_of_the_host_lose_no_acknowledged_event_and_let_nobody_hear_anything_twice()
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes minutes: ./callgrains test --full runs it.");
        await using var pair = await ProgramPair.StartTelnyxAsync(Speed, "--in-process");
        var listening = new TaskCompletionSource();
        listening.SetResult();
        var (random, watch) = (new Random(Seed), Stopwatch.StartNew());
        var board = new Switchboard(pair.Simulator.Url, () => pair.Host.Url, Callers, Seed, Speed) { Listening = () => Volatile.Read(ref listening).Task, IsTelnyx = true };
        board.Open();
        for (var kill = 0; kill < Kills; kill++)
        {
            await board.WhenBusyAsync();
            await Tick.NextAsync(TimeSpan.FromMilliseconds(random.Next(20, 1200)));
            Volatile.Write(ref listening, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            await pair.KillHostAsync();
            listening.SetResult();
        }

        await board.WhenFinishedAsync(Callers);
        await board.CloseAsync();
        output.WriteLine($"{Kills} kills in {watch.Elapsed.TotalSeconds:0} s. {await board.CheckAsync()}");
    }
}
