using System.Collections.Concurrent;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// What a request counts against, and how urgent it is, from its method, path and body (fact sheet 6.3).
/// </summary>
internal sealed class RequestRates(BandwidthOptions options)
{
    private readonly string _account = $"bandwidth/{options.BaseUrl.Authority}/{options.UserId}";
    private readonly BandwidthLimits? _limits = BandwidthLimits.KeptBy(options);
    private readonly ConcurrentDictionary<string, IReadOnlyList<RateUse>> _uses = new(StringComparer.Ordinal);

    /// <summary>The request as the governor needs it.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path, from <c>v1/</c> on.</param>
    /// <param name="body">What the body says, before it was written; null for nothing.</param>
    public RateRequest Of(HttpMethod method, string path, object? body) => new(_account, PriorityOf(method, body), body switch
    {
        CreateCall call => [Use("new-call", null, _limits?.Calls), Use("new-call", call.From, _limits?.CallsPerNumber)],
        SendMessage message => Sent([message]),
        SendMessage[] batch => Sent(batch),
        _ => UsesOf(method, Below(path)),
    });

    private static RatePriority PriorityOf(HttpMethod method, object? body) => body switch
    {
        CreateCall => RatePriority.New,
        UpdateCall { State: "active" or "rejected" or "completed" } => RatePriority.Urgent,
        _ => method == HttpMethod.Get ? RatePriority.Background : RatePriority.Live,
    };

    /// <summary>What is asked of the account, without its user and the query.</summary>
    private static ReadOnlySpan<char> Below(string path)
    {
        var rest = path.AsSpan();
        rest = rest.IndexOf('?') is >= 0 and var query ? rest[..query] : rest;
        rest = After(rest);
        return First(rest) is "users" ? After(After(rest)) : rest;
    }

    private static ReadOnlySpan<char> First(ReadOnlySpan<char> path) => path.IndexOf('/') is >= 0 and var slash ? path[..slash] : path;

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> path) => path.IndexOf('/') is >= 0 and var slash ? path[(slash + 1)..] : [];

    private IReadOnlyList<RateUse> UsesOf(HttpMethod method, ReadOnlySpan<char> below)
    {
        var second = First(After(below));
        return First(below) switch
        {
            "phoneNumbers" when second is "numberInfo" => Once("numberInfo", _limits?.Others),
            "phoneNumbers" when method != HttpMethod.Post || second.Length > 0 => Once("numbers", _limits?.Numbers),
            "phoneNumbers" => Once("order", _limits?.Orders),
            "availableNumbers" when method == HttpMethod.Post => Once("order", _limits?.Orders),
            "availableNumbers" when method == HttpMethod.Get => Once("search", _limits?.Searches),
            _ => Once(KindOf(below), _limits?.Others),
        };
    }

    /// <summary>Nearly every command of a call counts against its collection alone: that is made once.</summary>
    private IReadOnlyList<RateUse> Once(ReadOnlySpan<char> kind, LimitSetting? limit) =>
        _uses.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(kind, out var uses) ? uses : _uses.GetOrAdd(kind.ToString(), [Use(kind.ToString(), null, limit)]);

    private List<RateUse> Sent(SendMessage[] messages) =>
    [
        Use("message", null, _limits?.Messages, messages.Length),
        .. messages.CountBy(m => m.From).Select(from => Use("message", from.Key, _limits?.MessagesPerNumber, from.Value)),
    ];

    /// <summary>
    /// The collection it is about; transcriptions and endpoints are counted for themselves, though they lie below
    /// others.
    /// </summary>
    private static ReadOnlySpan<char> KindOf(ReadOnlySpan<char> below) =>
        below.Contains("/transcriptions", StringComparison.Ordinal) ? "transcriptions"
        : below.Contains("/endpoints", StringComparison.Ordinal) ? "endpoints"
        : below.IsEmpty ? "other" : First(below);

    private RateUse Use(string kind, string? number, LimitSetting? limit, int count = 1) =>
        new(kind, $"{_account}/{kind}/{number}", limit?.ToLimit(), count);
}
