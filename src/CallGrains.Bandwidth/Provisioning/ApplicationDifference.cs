using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth.Provisioning;

/// <summary>What of an application is not as planned, as a request and as a text for people.</summary>
internal static class ApplicationDifference
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private static readonly (string Name, Func<ApplicationSettings, object?> Value, object? Default)[] Fields =
    [
        ("incomingCallUrl", s => s.IncomingCallUrl, null),
        ("incomingCallUrlCallbackTimeout", s => s.IncomingCallUrlCallbackTimeout, DefaultTimeout),
        ("incomingCallFallbackUrl", s => s.IncomingCallFallbackUrl, null),
        ("incomingMessageUrl", s => s.IncomingMessageUrl, null),
        ("incomingMessageUrlCallbackTimeout", s => s.IncomingMessageUrlCallbackTimeout, DefaultTimeout),
        ("incomingMessageFallbackUrl", s => s.IncomingMessageFallbackUrl, null),
        ("callbackHttpMethod", s => s.CallbackHttpMethod, "POST"),
        ("autoAnswer", s => s.AutoAnswer, true),
    ];

    /// <summary>All that is planned.</summary>
    public static ApplicationSettings Settings(ApplicationPlan plan) => new()
    {
        Name = plan.Name,
        IncomingCallUrl = plan.IncomingCallUrl,
        IncomingCallUrlCallbackTimeout = plan.IncomingCallTimeout,
        IncomingCallFallbackUrl = plan.IncomingCallFallbackUrl,
        IncomingMessageUrl = plan.IncomingMessageUrl,
        IncomingMessageUrlCallbackTimeout = plan.IncomingMessageTimeout,
        IncomingMessageFallbackUrl = plan.IncomingMessageFallbackUrl,
        CallbackHttpMethod = plan.CallbackHttpMethod,
        AutoAnswer = plan.AutoAnswer,
    };

    /// <summary>What is planned and different; null when nothing is.</summary>
    public static ApplicationSettings? Between(ApplicationPlan plan, Application found)
    {
        var wanted = Settings(plan);
        var update = wanted with
        {
            IncomingCallUrl = Other(wanted.IncomingCallUrl, found.IncomingCallUrl),
            IncomingCallUrlCallbackTimeout = Other(wanted.IncomingCallUrlCallbackTimeout, found.IncomingCallUrlCallbackTimeout ?? DefaultTimeout),
            IncomingCallFallbackUrl = Other(wanted.IncomingCallFallbackUrl, found.IncomingCallFallbackUrl),
            IncomingMessageUrl = Other(wanted.IncomingMessageUrl, found.IncomingMessageUrl),
            IncomingMessageUrlCallbackTimeout = Other(wanted.IncomingMessageUrlCallbackTimeout, found.IncomingMessageUrlCallbackTimeout ?? DefaultTimeout),
            IncomingMessageFallbackUrl = Other(wanted.IncomingMessageFallbackUrl, found.IncomingMessageFallbackUrl),
            CallbackHttpMethod = string.Equals(wanted.CallbackHttpMethod, found.CallbackHttpMethod ?? "POST", StringComparison.OrdinalIgnoreCase) ? null : wanted.CallbackHttpMethod,
            AutoAnswer = wanted.AutoAnswer == (found.AutoAnswer ?? true) ? null : wanted.AutoAnswer,
        };
        return update == new ApplicationSettings { Name = plan.Name } ? null : update;
    }

    /// <summary>
    /// The new values, with the old ones where there is a <paramref name="before"/>; without passwords, since it is
    /// printed.
    /// </summary>
    public static string Text(ApplicationSettings settings, Application? before) => string.Join(
        ", ",
        Fields.Where(field => field.Value(settings) is not null).Select(field =>
        {
            var now = Shown(field.Value(settings));
            var old = before is null ? null : Shown(field.Value(before) ?? field.Default);
            return old is null ? $"{field.Name} {now}" : old == now ? $"{field.Name} {now} with another user or password" : $"{field.Name} {old} -> {now}";
        }));

    // As text: two addresses that differ in user and password only count as equal otherwise.
    private static Uri? Other(Uri? wanted, Uri? found) =>
        wanted is null || (found is { IsAbsoluteUri: true } && wanted.AbsoluteUri == found.AbsoluteUri) ? null : wanted;

    private static TimeSpan? Other(TimeSpan? wanted, TimeSpan found) => wanted == found ? null : wanted;

    private static string Shown(object? value) => value switch
    {
        null => "none",
        // Callback URLs may hold a password.
        Uri { IsAbsoluteUri: true } url => url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped),
        TimeSpan time => FormattableString.Invariant($"{time.TotalMilliseconds:0} ms"),
        bool flag => flag ? "true" : "false",
        _ => value.ToString()!,
    };
}
