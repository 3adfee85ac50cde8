namespace CallGrains.Bandwidth;

/// <summary>
/// The carrier's documented rate limits, kept before it has to say no. An account whose limits were raised says so
/// here; a window is the time over which the carrier counts.
/// </summary>
public sealed class BandwidthLimits
{
    /// <summary>
    /// Whether they are kept; null (the default) for yes, but at a carrier on this machine, which is a simulator.
    /// </summary>
    public bool? Enabled { get; set; }

    /// <summary>New calls of the account: 10 within 10 s by default.</summary>
    public LimitSetting Calls { get; set; } = new() { Count = 10, Window = TimeSpan.FromSeconds(10) };

    /// <summary>New calls from one number: 10 within 10 s by default.</summary>
    public LimitSetting CallsPerNumber { get; set; } = new() { Count = 10, Window = TimeSpan.FromSeconds(10) };

    /// <summary>Messages of the account: 10 within 10 s by default; a batch counts for as many as it has.</summary>
    public LimitSetting Messages { get; set; } = new() { Count = 10, Window = TimeSpan.FromSeconds(10) };

    /// <summary>Messages from one number: 10 within 10 s by default.</summary>
    public LimitSetting MessagesPerNumber { get; set; } = new() { Count = 10, Window = TimeSpan.FromSeconds(10) };

    /// <summary>Ordering numbers: 100 within a minute by default.</summary>
    public LimitSetting Orders { get; set; } = new() { Count = 100, Window = TimeSpan.FromMinutes(1) };

    /// <summary>Searching numbers for sale: 100 within a minute by default.</summary>
    public LimitSetting Searches { get; set; } = new() { Count = 100, Window = TimeSpan.FromMinutes(1) };

    /// <summary>Managing the account's numbers: 2000 within a second by default.</summary>
    public LimitSetting Numbers { get; set; } = new() { Count = 2000, Window = TimeSpan.FromSeconds(1) };

    /// <summary>
    /// Every other kind of resource (all requests about calls that exist, conferences, recordings, …), each for itself:
    /// 1 within a second by default.
    /// </summary>
    public LimitSetting Others { get; set; } = new() { Count = 1, Window = TimeSpan.FromSeconds(1) };

    /// <summary>The limits to keep; null for none.</summary>
    internal static BandwidthLimits? KeptBy(BandwidthOptions options) => options.Limits.Enabled ?? !options.BaseUrl.IsLoopback ? options.Limits : null;

    internal IEnumerable<(string Key, LimitSetting Value)> All =>
    [
        (nameof(Calls), Calls), (nameof(CallsPerNumber), CallsPerNumber), (nameof(Messages), Messages), (nameof(MessagesPerNumber), MessagesPerNumber),
        (nameof(Orders), Orders), (nameof(Searches), Searches), (nameof(Numbers), Numbers), (nameof(Others), Others),
    ];
}

/// <summary>So many within a time.</summary>
public sealed class LimitSetting
{
    /// <summary>How many: 1 to 100000.</summary>
    public int Count { get; set; } = 1;

    /// <summary>Within which time: above 0 and up to 1 hour.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(1);

    internal RateLimit ToLimit() => new(Count, Window);
}
