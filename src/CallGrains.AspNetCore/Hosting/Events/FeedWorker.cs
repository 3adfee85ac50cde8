namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// How deliveries to one receiver have gone in this process. Written by one task, read by many threads.
/// </summary>
internal sealed class FeedWorker(IFeedReceiver receiver, SemaphoreSlim signal)
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1), LongestRest = TimeSpan.FromSeconds(30);

    private volatile FeedCondition _condition = new(null, null, null);

    public IFeedReceiver Receiver => receiver;

    public FeedCondition Condition => _condition;

    /// <summary>How often in a row all deliveries of a batch have failed.</summary>
    public int Failures { get; private set; }

    public bool IsFailing => Failures > 0;

    /// <summary>How long a receiver that does not answer is left alone.</summary>
    public TimeSpan Rest { get; private set; }

    public void NoteBatch(int taken, string? error, TimeSpan? retryAfter, DateTimeOffset now)
    {
        if (taken > 0)
        {
            (Failures, Rest) = (0, TimeSpan.Zero);
            _condition = new FeedCondition(now, null, error ?? _condition.LastError);
        }
        else
        {
            Failures++;
            var rest = FirstRest * Math.Pow(2, Math.Min(Failures - 1, 5));
            Rest = retryAfter > rest ? retryAfter.Value : rest < LongestRest ? rest : LongestRest;
            _condition = _condition with { FailingSince = _condition.FailingSince ?? now, LastError = error };
        }
    }

    /// <summary>Waits until something has been journalled, or a time has passed.</summary>
    public async Task WaitAsync(TimeSpan time, TimeProvider clock, CancellationToken stop)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var first = IsFailing ? Task.Delay(time, clock, both.Token) : await Task.WhenAny(signal.WaitAsync(both.Token), Task.Delay(time, clock, both.Token));
        await first;
        await both.CancelAsync();
    }
}

/// <summary>How deliveries to a receiver have gone.</summary>
/// <param name="DeliveredAt">When it last took an event; null for never.</param>
/// <param name="FailingSince">Since when it has taken none that was tried; null when the last try went well.</param>
/// <param name="LastError">Why a delivery failed last; null when none did.</param>
internal sealed record FeedCondition(DateTimeOffset? DeliveredAt, DateTimeOffset? FailingSince, string? LastError);
