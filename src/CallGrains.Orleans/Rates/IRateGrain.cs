using Orleans.Concurrency;

namespace CallGrains.Orleans;

/// <summary>The governor of one carrier's account, for the whole cluster: by the account's name.</summary>
[Alias("callgrains.rate")]
internal interface IRateGrain : IGrainWithStringKey
{
    /// <summary>Waits for the lease of a request, for a while.</summary>
    /// <param name="ask">The request.</param>
    /// <param name="cancellationToken">Gives the place up.</param>
    /// <returns>The lease; one without a number when it has not come yet: ask again.</returns>
    [Alias("acquire")]
    [ResponseTimeout("00:00:10")]
    Task<WireLease> AcquireAsync(WireRate ask, CancellationToken cancellationToken = default);

    /// <summary>What became of a lease. A lease that nobody tells of counts as sent, at the latest after 5 s.</summary>
    /// <param name="number">The lease's number.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="retryAfter">How long the carrier asked to wait, where it said no.</param>
    [OneWay]
    [Alias("end")]
    Task EndAsync(long number, LeaseEnd end, TimeSpan? retryAfter);
}

/// <summary>How a lease ended. Numbers are for ever.</summary>
[GenerateSerializer]
[Alias("callgrains.turnend")]
internal enum LeaseEnd
{
    Answered = 0,
    GivenBack = 1,
    Refused = 2,
}

/// <summary>A <see cref="RateRequest"/> on its way.</summary>
[GenerateSerializer]
[Immutable]
[Alias("callgrains.rateask")]
internal sealed record WireRate
{
    [Id(0)]
    public int Priority { get; init; }

    [Id(1)]
    public required WireUse[] Uses { get; init; }

    /// <summary>How long it has waited before this ask: it keeps its place.</summary>
    [Id(2)]
    public TimeSpan Waited { get; init; }

    public static WireRate Of(RateRequest request, TimeSpan waited) => new()
    {
        Priority = (int)request.Priority,
        Waited = waited,
        Uses = [.. request.Uses.Select(u => new WireUse { Class = u.Class, Key = u.Key, Limit = u.Limit?.Count ?? 0, Window = u.Limit?.Window ?? default, Count = u.Count })],
    };

    public RateRequest Read(string account) => new(
        account,
        (RatePriority)Priority,
        [.. Uses.Select(u => new RateUse(u.Class, u.Key, u.Limit > 0 ? new RateLimit(u.Limit, u.Window) : null, u.Count))]);
}

/// <summary>A <see cref="RateUse"/> on its way; a limit of 0 is none.</summary>
[GenerateSerializer]
[Immutable]
[Alias("callgrains.rateuse")]
internal readonly record struct WireUse
{
    [Id(0)]
    public required string Class { get; init; }

    [Id(1)]
    public required string Key { get; init; }

    [Id(2)]
    public int Limit { get; init; }

    [Id(3)]
    public TimeSpan Window { get; init; }

    [Id(4)]
    public int Count { get; init; }
}

/// <summary>A lease on its way to the silo that asked.</summary>
[GenerateSerializer]
[Immutable]
[Alias("callgrains.turn")]
internal readonly record struct WireLease
{
    /// <summary>Names it to the grain; 0 when it has not come yet.</summary>
    [Id(0)]
    public long Number { get; init; }

    /// <summary>When it was granted, by the clock of the grain's silo.</summary>
    [Id(1)]
    public DateTimeOffset GrantedAt { get; init; }
}
