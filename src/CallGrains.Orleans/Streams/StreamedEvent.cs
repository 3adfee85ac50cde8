namespace CallGrains.Orleans;

/// <summary>One event of calls, conferences and texts, as an Orleans stream brings it.</summary>
[GenerateSerializer, Immutable, Alias("CallGrains.StreamedEvent")]
public sealed record StreamedEvent
{
    /// <summary>The namespace of the stream: <c>callgrains-events</c>.</summary>
    public const string StreamNamespace = "callgrains-events";

    /// <summary>The key of the one stream that has all events: <c>all</c>.</summary>
    public const string AllKey = "all";

    /// <summary>Its id: the same when it comes twice.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>What it is, such as <c>call.ended</c>.</summary>
    [Id(1)]
    public required string Type { get; init; }

    /// <summary>The address of the grain that it tells of, such as <c>call/c-123</c>.</summary>
    [Id(2)]
    public required string Address { get; init; }

    /// <summary>Its place among the events of its grain: they come in this order.</summary>
    [Id(3)]
    public required long Position { get; init; }

    /// <summary>When it was journalled.</summary>
    [Id(4)]
    public required DateTimeOffset At { get; init; }

    /// <summary>All of it: the same JSON that webhooks get.</summary>
    [Id(5)]
    public required string Json { get; init; }
}
