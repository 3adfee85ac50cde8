using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Limits;

/// <summary>
/// The documented limits (fact sheet 6.3), in simulated time: creating calls and messages 1 a second averaged over ten,
/// ordering and searching numbers 100 a minute, managing them 2000 a second, everything else 1 a second for each kind.
/// </summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal sealed class RateLimiter(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TokenBucket> _buckets = [];

    /// <exception cref="ApiError">Too fast: 403 for creating calls and messages, 429 for the rest.</exception>
    public void Check(string method, string path, Fields body)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string[] below = parts is ["v1", "users", _, .. var own] ? own : parts is ["v1", .. var open] ? open : parts;
        if (below.Length == 0)
        {
            return;
        }

        switch (method, below)
        {
            case ("POST", ["calls"]):
                CheckSender("call", body.Text("from"), 1);
                break;
            case ("POST", ["messages"]):
                foreach (var sent in (body.Items() ?? [body]).CountBy(item => item.Text("from") ?? ""))
                {
                    CheckSender("message", sent.Key, sent.Value);
                }

                break;
            case ("POST", ["phoneNumbers"]) or ("POST", ["availableNumbers", ..]):
                Require(Take("orders", 800, 100 / 60.0, 1));
                break;
            case ("GET", ["availableNumbers", ..]):
                Require(Take("searches", 800, 100 / 60.0, 1));
                break;
            case (_, ["phoneNumbers", not "numberInfo", ..] or ["phoneNumbers"]):
                Require(Take("numbers", 3000, 2000, 1));
                break;
            default:
                Require(Take(KindOf(below), 1, 1, 1));
                break;
        }
    }

    private static string KindOf(string[] below) =>
        below.Contains("transcriptions") ? "transcriptions"
        : below.Contains("endpoints") ? "endpoints"
        : below[0] == "phoneNumbers" ? "numberInfo"
        : below[0];

    private static void Require(DateTimeOffset? reset)
    {
        if (reset is { } time)
        {
            throw ApiError.TooFast(time);
        }
    }

    /// <summary>For the number and for the account.</summary>
    private void CheckSender(string what, string? number, int count)
    {
        if ((Take($"{what} {number}", 10, 1, count) ?? Take(what, 10, 1, count)) is not { } reset)
        {
            return;
        }

        throw ApiError.Limit($"{what}-rate-limit", $"More than one {what} a second, averaged over ten seconds; try again at {reset:O}.", ("number", number ?? ""));
    }

    private DateTimeOffset? Take(string bucket, double burst, double perSecond, int count)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (!_buckets.TryGetValue(bucket, out var found))
            {
                _buckets[bucket] = found = new TokenBucket(burst, perSecond, now);
            }

            return found.Take(count, now);
        }
    }
}
