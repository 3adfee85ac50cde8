namespace CallGrains.Bandwidth.Rest;

/// <summary>How long the carrier asks to wait before the next try.</summary>
internal static class RetryTimes
{
    /// <summary>The limits are one request a second where nothing else is said.</summary>
    private static readonly TimeSpan OneSlot = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// From <c>X-RateLimit-Reset</c>, the body's <c>rateLimitResetTime</c>, or <c>Retry-After</c>; null when there is
    /// no reason to wait.
    /// </summary>
    public static TimeSpan? Of(HttpResponseMessage response, CarrierError error, DateTimeOffset now)
    {
        var wait = UntilReset(response, error, now) ?? AskedFor(response, now);
        if (wait is { } given)
        {
            return CarrierHttp.WaitOf(given);
        }

        return Failures.IsRateLimit(error) ? OneSlot : Failures.IsPassing(error) ? Soon : null;
    }

    private static TimeSpan? UntilReset(HttpResponseMessage response, CarrierError error, DateTimeOffset now)
    {
        var text = response.Headers.TryGetValues("X-RateLimit-Reset", out var values) ? values.First().Trim() : error.Details.GetValueOrDefault("rateLimitResetTime");
        return BandwidthTime.TryParseEpoch(text, out var reset) ? reset - now : null;
    }

    private static TimeSpan? AskedFor(HttpResponseMessage response, DateTimeOffset now)
    {
        var asked = response.Headers.RetryAfter;
        return asked?.Delta ?? asked?.Date - now;
    }
}
