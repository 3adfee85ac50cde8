using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CallGrains.Storage.Tests;

/// <summary>For how long is tried again, on a clock that jumps to the end of each pause.</summary>
public sealed class PostgresOutageTests
{
    private readonly JumpingTime _time = new();
    private int _attempts;

    [Fact]
    public async Task It_is_tried_again_until_the_limit()
    {
        var outage = Create(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => FailAsync(outage));
        Assert.InRange(_time.Passed, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10.5));
        Assert.InRange(_attempts, 20, 100);
    }

    [Fact]
    public async Task After_the_limit_everybody_gets_one_try_until_one_succeeds()
    {
        var outage = Create(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => FailAsync(outage));
        _attempts = 0;
        await Assert.ThrowsAsync<JournalUnavailableException>(() => FailAsync(outage));
        Assert.Equal(1, _attempts);
        Assert.Equal(5, await outage.RideAsync(() => Task.FromResult(5)));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => FailAsync(outage));
        Assert.InRange(_attempts, 20, 100);
    }

    [Fact]
    public async Task A_limit_of_zero_means_no_second_try()
    {
        await Assert.ThrowsAsync<JournalUnavailableException>(() => FailAsync(Create(TimeSpan.Zero)));
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task What_does_not_pass_is_not_tried_again()
    {
        var outage = Create(TimeSpan.FromSeconds(10));
        var error = new PostgresException("no such column", "ERROR", "ERROR", PostgresErrorCodes.UndefinedColumn);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => FailAsync(outage, error));
        await Assert.ThrowsAsync<JournalFormatException>(() => FailAsync(outage, new JournalFormatException("newer")));
        Assert.Equal(2, _attempts);
    }

    private PostgresOutage Create(TimeSpan limit) => new(limit, _time, NullLogger.Instance);

    private Task<int> FailAsync(PostgresOutage outage, Exception? error = null) => outage.RideAsync<int>(() =>
    {
        _attempts++;
        throw error ?? new NpgsqlException("the cable is out");
    });

    /// <summary>A clock whose timers fire at once, and move it to their time.</summary>
    private sealed class JumpingTime : TimeProvider
    {
        public TimeSpan Passed { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Passed += dueTime;
            return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
