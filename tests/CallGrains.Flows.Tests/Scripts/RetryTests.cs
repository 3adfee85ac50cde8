namespace CallGrains.Flows.Tests.Scripts;

/// <summary>Steps that fail are tried again, as their flow says.</summary>
public class RetryTests
{
    [Fact]
    public void A_step_is_tried_again_after_ever_longer_waits_and_after_a_crash() => World.Run(async w =>
    {
        var tries = new List<DateTimeOffset>();
        var result = 0;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            call.OnEnded(async c => result = await c.StepAsync("pay", () =>
            {
                tries.Add(w.Time.GetUtcNow());
                return tries.Count < 4 ? throw new HttpRequestException("busy") : Task.FromResult(42);
            }, new StepRetry { Attempts = 5, FirstDelay = TimeSpan.FromSeconds(2), Factor = 3, LongestDelay = TimeSpan.FromSeconds(10) }));
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Until(() => tries.Count == 2, "two tries");
        await w.CrashAsync();
        await w.Ended(call);

        Assert.Equal(42, result);
        Assert.Equal([2.0, 6.0, 10.0], tries.Zip(tries.Skip(1), (a, b) => (b - a).TotalSeconds));
        Assert.True(Replay.Of(w, call.Address).Completed);
    });

    [Theory]
    [InlineData("FormatException", 1)]
    [InlineData("TimeoutException", 3)]
    public void Only_what_is_worth_it_is_tried_again(string what, int expected) => World.Run(async w =>
    {
        var tries = 0;
        StepFailedException? error = null;
        w.Script = async call => error = await Assert.ThrowsAsync<StepFailedException>(() => call.StepAsync("read", () =>
        {
            tries++;
            return what == "FormatException" ? throw new FormatException("wrong") : Task.FromException(new TimeoutException("slow"));
        }, new StepRetry { When = e => e.ErrorType != nameof(FormatException) }));
        await w.StartAsync();
        await w.Ended(w.Carrier.Dials());

        Assert.Equal(expected, tries);
        Assert.Equal((what, false), (error!.ErrorType, error.TimedOut));
    });

    [Fact]
    public void What_cannot_be_is_refused() => World.Run(async w =>
    {
        w.Script = async call => await Assert.ThrowsAsync<ArgumentException>(() => call.StepAsync("x", () => Task.CompletedTask, new StepRetry { Attempts = 0 }));
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Ended(call);
        Assert.Null(w.Summary(call.Address).Fault);
    });
}
