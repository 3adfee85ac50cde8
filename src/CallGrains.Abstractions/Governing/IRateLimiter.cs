namespace CallGrains;

/// <summary>
/// The governor's seam: every request to a carrier waits here for its lease, so that the carrier need not say no. It
/// knows no carrier: the limits come with the request.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
public interface IRateLimiter
{
    /// <summary>Waits for the lease of a request. By priority; within a priority, first come, first served.</summary>
    /// <param name="request">What it counts against, and how urgent it is.</param>
    /// <param name="cancellationToken">Gives the place in the queue up.</param>
    /// <returns>The lease: send the request now, and dispose the lease when its answer has come.</returns>
    /// <exception cref="OperationCanceledException">The place was given up; nothing is counted.</exception>
    ValueTask<IRateLease> AcquireAsync(RateRequest request, CancellationToken cancellationToken = default);
}

/// <summary>
/// The lease of one request. The carrier counts a request some time between its sending and its answer, so the lease
/// counts from its grant until it is disposed, and for the limit's window after that: however slow the way there, the
/// carrier never sees more than the limit.
/// </summary>
public interface IRateLease : IDisposable
{
    /// <summary>How long it waited; zero when it went at once.</summary>
    TimeSpan Waited { get; }

    /// <summary>The request was not sent after all: it counts for nothing.</summary>
    void GiveBack();

    /// <summary>
    /// The carrier said no for too many all the same (403 of category limit, 429): nothing goes until then, and less
    /// from then on.
    /// </summary>
    /// <param name="retryAfter">How long the carrier asks to wait; null for one window of the limit.</param>
    void Refused(TimeSpan? retryAfter);
}

/// <summary>Times that all who keep limits agree on.</summary>
public static class RateTimes
{
    /// <summary>
    /// How long a lease may be on its way to the carrier: one whose answer has not come by then counts as arrived.
    /// </summary>
    public static readonly TimeSpan LongestWay = TimeSpan.FromSeconds(5);
}

/// <summary>Who goes first.</summary>
public enum RatePriority
{
    /// <summary>Somebody hears silence or pays for nothing until it is done: answer, reject, hang up.</summary>
    Urgent,

    /// <summary>All else that a call or message under way needs.</summary>
    Live,

    /// <summary>
    /// Questions, and what no caller waits for. They never overtake a command that needs the same limit, however long
    /// they have waited: whoever can cause questions could else silence the callers.
    /// </summary>
    Background,

    /// <summary>
    /// A new call: as long as anything <see cref="Urgent"/> or <see cref="Live"/> waits at its account, more work is
    /// not begun.
    /// </summary>
    New,
}

/// <summary>So many within a time, whenever one looks.</summary>
/// <param name="Count">How many, 1 or more.</param>
/// <param name="Window">The time over which they are counted, above zero.</param>
public sealed record RateLimit(int Count, TimeSpan Window);

/// <summary>One thing that a request counts against.</summary>
/// <param name="Class">The kind of limit, for metrics: one of few words.</param>
/// <param name="Key">What is limited, unique among all carriers and accounts.</param>
/// <param name="Limit">The limit; null for none, then only the carrier's own refusals hold requests back.</param>
/// <param name="Count">How many it counts for; more than the limit waits until nothing else is counted.</param>
public readonly record struct RateUse(string Class, string Key, RateLimit? Limit, int Count = 1);

/// <summary>A request that waits for its lease.</summary>
/// <param name="Account">The carrier's account: new calls give way to its other requests.</param>
/// <param name="Priority">Who goes first.</param>
/// <param name="Uses">What it counts against; it goes when all of them have room.</param>
public sealed record RateRequest(string Account, RatePriority Priority, IReadOnlyList<RateUse> Uses);
