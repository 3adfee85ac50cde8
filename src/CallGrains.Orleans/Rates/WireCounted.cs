namespace CallGrains.Orleans;

/// <summary>What a governor has counted of one limit, on its way to another silo.</summary>
[GenerateSerializer]
[Immutable]
[Alias("callgrains.ratecounted")]
internal sealed record WireCounted
{
    /// <summary>Under which a grain that moves carries them.</summary>
    public const string Name = "callgrains.ratecounted";

    [Id(0)]
    public required string Key { get; init; }

    [Id(1)]
    public required string Class { get; init; }

    [Id(2)]
    public int Limit { get; init; }

    [Id(3)]
    public TimeSpan Window { get; init; }

    /// <summary>How much each use counts.</summary>
    [Id(4)]
    public required int[] Counts { get; init; }

    /// <summary>For how long it counts still, at the time of the move.</summary>
    [Id(5)]
    public required TimeSpan[] Remains { get; init; }

    [Id(6)]
    public TimeSpan Pause { get; init; }

    [Id(7)]
    public double Strain { get; init; }

    public static WireCounted Of(CountedLimit counted) => new()
    {
        Key = counted.Key,
        Class = counted.Class,
        Limit = counted.Limit.Count,
        Window = counted.Limit.Window,
        Counts = [.. counted.Uses.Select(u => u.Count)],
        Remains = [.. counted.Uses.Select(u => u.Remains)],
        Pause = counted.Pause,
        Strain = counted.Strain,
    };

    public CountedLimit Read() => new(Key, Class, new RateLimit(Limit, Window), [.. Counts.Zip(Remains)], Pause, Strain);
}
