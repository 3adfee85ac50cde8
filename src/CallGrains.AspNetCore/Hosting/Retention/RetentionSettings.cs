namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// For how long the journal keeps what has ended, by kind; zero keeps it for ever. What lives is always kept, and so is
/// a message thread whose other side has stopped texts.
/// </summary>
public sealed class RetentionSettings
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary>Calls, after their end; 90 days by default. In PostgreSQL up to a week longer.</summary>
    public TimeSpan Calls { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Conferences, after their end; 90 days by default.</summary>
    public TimeSpan Conferences { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// Message threads at rest, after their last text or signal, with what their flow remembers; 365 days by default.
    /// </summary>
    public TimeSpan Threads { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Callbacks that no flow has answered, after the last of them; 7 days by default.</summary>
    public TimeSpan Unclaimed { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often to look for what may go: 1 hour by default, 1 minute to 7 days.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What may go now; null when all is kept.</summary>
    internal PurgeRequest? RequestAt(DateTimeOffset now) => Calls + Conferences + Threads + Unclaimed == TimeSpan.Zero ? null : new PurgeRequest
    {
        Calls = Before(now, Calls),
        Conferences = Before(now, Conferences),
        Threads = Before(now, Threads),
        Unclaimed = Before(now, Unclaimed),
    };

    /// <summary>All that is wrong with the settings.</summary>
    internal IEnumerable<string> Faults(TimeSpan replayWindow)
    {
        foreach (var (key, time) in new[] { (nameof(Calls), Calls), (nameof(Conferences), Conferences), (nameof(Threads), Threads), (nameof(Unclaimed), Unclaimed) })
        {
            if (time != TimeSpan.Zero && (time < replayWindow || time > Longest))
            {
                yield return $"CallGrains:Retention:{key} is {time}; write a time of at least CallGrains:Grains:ReplayWindow ({replayWindow}), within which late callbacks are recognized, such as 90.00:00:00, or 00:00:00 to keep everything.";
            }
        }

        if (Interval < TimeSpan.FromMinutes(1) || Interval > TimeSpan.FromDays(7))
        {
            yield return $"CallGrains:Retention:Interval is {Interval}; write 00:01:00 to 7.00:00:00.";
        }
    }

    private static DateTimeOffset? Before(DateTimeOffset now, TimeSpan age) => age == TimeSpan.Zero ? null : now - age;
}
