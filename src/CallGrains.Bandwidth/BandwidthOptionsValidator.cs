using Microsoft.Extensions.Options;

namespace CallGrains.Bandwidth;

/// <summary>Finds everything that is wrong with <see cref="BandwidthOptions"/> at once.</summary>
internal sealed class BandwidthOptionsValidator : IValidateOptions<BandwidthOptions>
{
    public ValidateOptionsResult Validate(string? name, BandwidthOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <exception cref="OptionsValidationException">Something is wrong; each message names the key, the value and the
    /// fix.</exception>
    public static BandwidthOptions Check(BandwidthOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? options : throw new OptionsValidationException(Options.DefaultName, typeof(BandwidthOptions), faults);
    }

    private static IEnumerable<string> Faults(BandwidthOptions options) =>
        Account(options).Concat(BaseUrl(options.BaseUrl)).Concat(Wire(options)).Concat(Rates(options.Limits));

    private static IEnumerable<string> Account(BandwidthOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.UserId) || options.UserId.Contains('/', StringComparison.Ordinal))
        {
            yield return Fault("UserId", options.UserId, "the user id of the account, for example u-bonay3r4mtwbplurq4nkt7q");
        }

        if (string.IsNullOrWhiteSpace(options.Token) || options.Token.Contains(':', StringComparison.Ordinal))
        {
            yield return Fault("Token", options.Token, "the API token of the account, for example t-bonay3r4mtwbplurq4nkt7q, not the portal's login");
        }

        if (options.SecretFile is { } file)
        {
            if (options.Secret.Length > 0)
            {
                yield return Fault("SecretFile", file, "either Secret or SecretFile, not both");
            }
            else if (!HasSecret(options))
            {
                yield return Fault("SecretFile", file, "a file that this process can read and whose first line is the API secret");
            }
        }
        else if (string.IsNullOrWhiteSpace(options.Secret))
        {
            yield return Fault("Secret", "", "the API secret that belongs to the token");
        }
    }

    private static bool HasSecret(BandwidthOptions options)
    {
        try
        {
            return options.Password.Length > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static IEnumerable<string> BaseUrl(Uri? url)
    {
        if (url is not { IsAbsoluteUri: true, Scheme: "http" or "https" } || url.Query.Length + url.Fragment.Length + url.UserInfo.Length > 0)
        {
            yield return Fault("BaseUrl", url?.OriginalString, "an absolute http or https URL without user, query and fragment, for example https://api.catapult.inetwork.com");
        }
        else if (url.AbsolutePath.TrimEnd('/').EndsWith("/v1", StringComparison.OrdinalIgnoreCase))
        {
            yield return Fault("BaseUrl", url.OriginalString, "the same without /v1, which is added to every path");
        }
    }

    private static IEnumerable<string> Rates(BandwidthLimits limits)
    {
        foreach (var (key, limit) in limits.All)
        {
            if (limit.Count is < 1 or > 100_000)
            {
                yield return Fault($"Limits:{key}:Count", limit.Count, "a number from 1 to 100000, or turn the limits off with Limits:Enabled=false");
            }

            if (limit.Window <= TimeSpan.Zero || limit.Window > TimeSpan.FromHours(1))
            {
                yield return Fault($"Limits:{key}:Window", limit.Window, "a time above 00:00:00 and up to 01:00:00");
            }
        }
    }

    private static IEnumerable<string> Wire(BandwidthOptions options)
    {
        if (options.CallbackHttpMethod is not ("POST" or "GET"))
        {
            yield return Fault("CallbackHttpMethod", options.CallbackHttpMethod, "POST or GET");
        }

        if (options.MaxConnections is < 1 or > 10_000)
        {
            yield return Fault("MaxConnections", options.MaxConnections, "a number from 1 to 10000");
        }

        foreach (var (key, value, most) in Times(options))
        {
            if (value <= TimeSpan.Zero || value > most)
            {
                yield return Fault(key, value, $"a time above 00:00:00 and up to {most}");
            }
        }
    }

    private static IEnumerable<(string Key, TimeSpan Value, TimeSpan Most)> Times(BandwidthOptions options) =>
    [
        ("Timeout", options.Timeout, TimeSpan.FromMinutes(5)),
        ("MediaTimeout", options.MediaTimeout, TimeSpan.FromHours(1)),
        ("CallbackTimeout", options.CallbackTimeout, TimeSpan.FromSeconds(10)),
    ];

    private static string Fault(string key, object? value, string fix) =>
        $"{BandwidthOptions.SectionName}:{key} is '{value}'; write {fix}.";
}
