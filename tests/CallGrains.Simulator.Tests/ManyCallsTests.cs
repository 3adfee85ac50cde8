using System.Collections.Concurrent;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class ManyCallsTests
{
    private const int Calls = 1000;

    [Fact]
    public async Task A_thousand_calls_at_once_each_see_their_own_events_in_order()
    {
        await using var carrier = await Carrier.StartScaledAsync(speed: 20);
        await carrier.BindAsync();
        var ended = 0;
        var allEnded = new TaskCompletionSource();
        carrier.App.Answer = async received =>
        {
            await ReactAsync(carrier, received);
            if (received["eventType"] == "hangup" && Interlocked.Increment(ref ended) == Calls)
            {
                allEnded.SetResult();
            }

            return 200;
        };

        var calls = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Calls), new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (_, _) => calls.Add(await carrier.RingAsync()));
        await allEnded.Task.WaitAsync(TimeSpan.FromSeconds(60));

        string[] expected = ["incomingcall", "answer", "speak started", "speak done", "gather inter-digit-timeout", "speak started", "speak done", "hangup NORMAL_CLEARING"];
        var byCall = carrier.App.All().ToLookup(received => received.CallId, received => received.Short);
        Assert.All(calls, call => Assert.Equal(expected, byCall[call]));

        // The simulator notes a callback once its answer is in, which may be a moment after the application gave it.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((int)(await carrier.LookAsync("callbacks?limit=0"))["total"]! < Calls * expected.Length)
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        Assert.Equal(Calls * expected.Length, (int)(await carrier.LookAsync("callbacks?limit=0"))["total"]!);
        Assert.Equal(0, (int)(await carrier.LookAsync("../healthz"))["live"]!);
    }

    /// <summary>A small flow: prompt and gather, silence, good-bye, hang up.</summary>
    private static async Task ReactAsync(Carrier carrier, Received received)
    {
        var call = $"calls/{received.CallId}";
        switch (received.Short)
        {
            case "answer":
                await carrier.CreateAsync($"{call}/gather", new { maxDigits = 1, prompt = new { sentence = "For sales press one." } });
                break;
            case "gather inter-digit-timeout":
                await carrier.OkAsync($"{call}/audio", new { sentence = "Good-bye.", tag = "bye" });
                break;
            case "speak done" when received["tag"] == "bye":
                await carrier.OkAsync(call, new { state = "completed" });
                break;
        }
    }
}
