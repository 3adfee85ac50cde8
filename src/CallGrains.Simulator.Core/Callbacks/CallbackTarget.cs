using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Callbacks;

/// <summary>
/// Where and how the events of a call are sent. The timeout is real time, whatever the simulated speed.
/// </summary>
internal sealed record CallbackTarget(string Url, string Method, TimeSpan Timeout, string? FallbackUrl)
{
    public const int MaxTimeout = 10_000;

    public bool IsGet => Method == "GET";

    /// <summary>Reads callbackUrl and its companions; null without a callbackUrl: then no event is sent.</summary>
    public static CallbackTarget? Read(Fields body, string method = "POST")
    {
        var url = body.Url("callbackUrl", "callback-invalid-url");
        var fallback = body.Url("fallbackUrl", "callback-invalid-url");
        var timeout = body.Whole("callbackTimeout", 1, MaxTimeout) ?? MaxTimeout;
        var chosen = body.Choice("callbackHttpMethod", "POST", "GET") ?? method;
        return url is null ? null : new CallbackTarget(url, chosen, TimeSpan.FromMilliseconds(timeout), fallback);
    }

    /// <summary>What the request leaves out stays as it was.</summary>
    public static CallbackTarget? Change(Fields body, CallbackTarget? before)
    {
        var read = Read(body, before?.Method ?? "POST");
        if (before is null)
        {
            return read;
        }

        return before with
        {
            Url = read?.Url ?? before.Url,
            Method = body.Choice("callbackHttpMethod", "POST", "GET") ?? before.Method,
            Timeout = body.Whole("callbackTimeout", 1, MaxTimeout) is { } timeout ? TimeSpan.FromMilliseconds(timeout) : before.Timeout,
            FallbackUrl = body.Url("fallbackUrl", "callback-invalid-url") ?? before.FallbackUrl,
        };
    }
}
