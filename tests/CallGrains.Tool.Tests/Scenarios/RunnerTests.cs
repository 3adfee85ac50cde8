using System.Threading.Channels;
using CallGrains.TestSupport.Clocks;
using CallGrains.Tool.Scenarios;
using CallGrains.Tool.Tests.Support;

namespace CallGrains.Tool.Tests.Scenarios;

/// <summary>Pace, bounds and the hard end, on a clock of the test's.</summary>
public sealed class RunnerTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(600);
    private static readonly Scenario Dialler = new("dials", 1, [new Dial("+15550100", null)]), Waiter = new("waits", 1, [new Dial("+15550100", null), new Hear("Goodbye", TimeSpan.FromHours(1))]);

    private readonly WatchedTime _time = new();
    private readonly Lines _progress = new();
    private FakeSimulator _fake = null!;
    private Phone _phone = null!;

    public async ValueTask InitializeAsync()
    {
        _fake = await FakeSimulator.StartAsync(request => (200, """{"callId":"c-1","state":"active","heard":[]}"""));
        _phone = new Phone(new Uri(_fake.Url));
    }

    public async ValueTask DisposeAsync()
    {
        _phone.Dispose();
        await _fake.DisposeAsync();
        await _progress.DisposeAsync();
    }

    [Fact]
    public async Task Callers_begin_at_the_rate()
    {
        var (second, third) = (_time.TimerOfAsync(TimeSpan.FromSeconds(0.5)), _time.TimerOfAsync(TimeSpan.FromSeconds(0.25)));
        var run = Runner(calls: 3, rate: 2).RunAsync([Dialler], CancellationToken.None);

        await second;
        Assert.False(run.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.75));
        await third;
        _time.Advance(TimeSpan.FromSeconds(0.25));

        Assert.Equal((3, 3, TimeSpan.FromSeconds(1)), await Counted(run));
    }

    [Fact]
    public async Task Who_comes_when_the_lines_are_full_waits_for_a_free_one()
    {
        var (dialled, answer) = (new SemaphoreSlim(0), new SemaphoreSlim(0));
        var atOnce = 0;
        _fake.Answer = async request =>
        {
            if (request.StartsWith("POST /sim/calls {", StringComparison.Ordinal))
            {
                Assert.InRange(Interlocked.Increment(ref atOnce), 1, 2);
                dialled.Release();
                await answer.WaitAsync();
                Interlocked.Decrement(ref atOnce);
            }

            return (200, """{"callId":"c-1"}""");
        };
        var run = Runner(calls: 6, rate: 1e6, concurrency: 2).RunAsync([Dialler], CancellationToken.None);

        for (var pair = 0; pair < 3; pair++)
        {
            await dialled.WaitAsync(TimeSpan.FromSeconds(30));
            await dialled.WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(2, Volatile.Read(ref atOnce));
            answer.Release(2);
        }

        Assert.Equal((6, 6, TimeSpan.Zero), await Counted(run));
    }

    [Fact]
    public async Task The_limit_ends_the_run_and_who_is_not_done_has_failed()
    {
        var waiting = _time.TimerOfAsync(TimeSpan.FromMilliseconds(50));
        var run = Runner(calls: 3, rate: 0.001).RunAsync([Waiter], CancellationToken.None);
        await waiting;

        _time.Advance(Limit);

        var outcomes = await run;
        var outcome = Assert.Single(outcomes.All);
        Assert.Equal((1, "the run was over before this step was done", "c-1"), (outcome.FailedStep, outcome.Reason, outcome.CallId));
        Assert.Equal((3, 0), (outcomes.Failed, outcomes.Passed));
        await using var report = new StringWriter();
        Report.Write(report, [Waiter], outcomes);
        Assert.Equal(
            """
            scenario  calls  passed  failed  p50 s  p99 s
            waits         1       0       1      -      -
            all           1       0       1      -      -

            waits, step 2 (line 0), hear "Goodbye": 1 call failed
              c-1: the run was over before this step was done

            FAILED: 3 of 3 calls in 600.0 s; 2 never began.

            """,
            report.ToString());
        Assert.Equal("POST /sim/calls/c-1/hangup", _fake.Requests.Last());
    }

    [Fact]
    public async Task Progress_is_told_meanwhile()
    {
        var (waiting, reporting) = (_time.TimerOfAsync(TimeSpan.FromMilliseconds(50)), _time.TimerOfAsync(TimeSpan.FromSeconds(2)));
        var run = Runner(calls: 2, rate: 0.001).RunAsync([Waiter], CancellationToken.None);
        await Task.WhenAll(waiting, reporting);

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("    2 s  1 of 2 begun, 1 on the line, 0 passed, 0 failed", await _progress.NextAsync());
        _time.Advance(Limit);
        await run;
    }

    private Runner Runner(int calls, double rate, int concurrency = 10) => new(_phone, new Pace(calls, rate, concurrency, Limit, 555), _progress, _time);

    private static async Task<(int All, int Passed, TimeSpan Duration)> Counted(Task<Outcomes> run)
    {
        var outcomes = await run.WaitAsync(TimeSpan.FromSeconds(30));
        return (outcomes.All.Count, outcomes.Passed, outcomes.Duration);
    }

    /// <summary>A writer whose lines can be waited for.</summary>
    private sealed class Lines : StringWriter
    {
        private readonly Channel<string?> _lines = Channel.CreateUnbounded<string?>();

        public override Task WriteLineAsync(string? value) => _lines.Writer.WriteAsync(value).AsTask();

        public async Task<string?> NextAsync() => await _lines.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
    }
}
