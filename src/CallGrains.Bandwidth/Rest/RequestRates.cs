using System.Collections.Concurrent;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// What a request counts against, and how urgent it is, from its method, path and body (fact sheet 6.3).
/// </summary>
internal sealed class RequestRates(BandwidthOptions options)
{
    private readonly string _account = $"bandwidth/{options.BaseUrl.Authority}/{options.UserId}";
    private readonly BandwidthLimits? _limits = BandwidthLimits.KeptBy(options);
    private readonly ConcurrentDictionary<string, IReadOnlyList<RateUse>> _others = new(StringComparer.Ordinal);

    /// <summary>The request as the governor needs it.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path, from <c>v1/</c> on.</param>
    /// <param name="body">What the body says, before it was written; null for nothing.</param>
    public RateRequest Of(HttpMethod method, string path, object? body)
    {
        var parts = path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        string[] below = parts is ["v1", "users", _, .. var own] ? own : parts[1..];
        return new RateRequest(_account, PriorityOf(method, body), Uses(method, below, body));
    }

    private static RatePriority PriorityOf(HttpMethod method, object? body) => body switch
    {
        CreateCall => RatePriority.New,
        UpdateCall { State: "active" or "rejected" or "completed" } => RatePriority.Urgent,
        _ => method == HttpMethod.Get ? RatePriority.Background : RatePriority.Live,
    };

    private IReadOnlyList<RateUse> Uses(HttpMethod method, string[] below, object? body) => (method.Method, below, body) switch
    {
        (_, _, CreateCall call) => (RateUse[])[Use("new-call", null, _limits?.Calls), Use("new-call", call.From, _limits?.CallsPerNumber)],
        (_, _, SendMessage message) => Sent([message]),
        (_, _, SendMessage[] batch) => Sent(batch),
        ("POST", ["phoneNumbers"] or ["availableNumbers", ..], _) => [Use("order", null, _limits?.Orders)],
        ("GET", ["availableNumbers", ..], _) => [Use("search", null, _limits?.Searches)],
        (_, ["phoneNumbers", "numberInfo", ..], _) => [Use("numberInfo", null, _limits?.Others)],
        (_, ["phoneNumbers", ..], _) => [Use("numbers", null, _limits?.Numbers)],
        _ => Other(KindOf(below)),
    };

    /// <summary>Nearly every command of a call counts against its collection alone: that is made once.</summary>
    private IReadOnlyList<RateUse> Other(string kind) => _others.GetOrAdd(kind, static (kind, rates) => [rates.Use(kind, null, rates._limits?.Others)], this);

    private List<RateUse> Sent(SendMessage[] messages) =>
    [
        Use("message", null, _limits?.Messages, messages.Length),
        .. messages.CountBy(m => m.From).Select(from => Use("message", from.Key, _limits?.MessagesPerNumber, from.Value)),
    ];

    /// <summary>
    /// The collection it is about; transcriptions and endpoints are counted for themselves, though they lie below
    /// others.
    /// </summary>
    private static string KindOf(string[] below) =>
        below.Contains("transcriptions") ? "transcriptions"
        : below.Contains("endpoints") ? "endpoints"
        : below.Length > 0 ? below[0] : "other";

    private RateUse Use(string kind, string? number, LimitSetting? limit, int count = 1) =>
        new(kind, $"{_account}/{kind}/{number}", limit?.ToLimit(), count);
}
