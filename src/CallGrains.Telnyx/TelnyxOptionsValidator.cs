using System.Buffers.Text;
using System.Text;
using Microsoft.Extensions.Options;

namespace CallGrains.Telnyx;

/// <summary>Finds everything that is wrong with <see cref="TelnyxOptions"/> at once.</summary>
internal sealed class TelnyxOptionsValidator : IValidateOptions<TelnyxOptions>
{
    public ValidateOptionsResult Validate(string? name, TelnyxOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <exception cref="OptionsValidationException">Something is wrong; each message names the key and the
    /// fix.</exception>
    public static TelnyxOptions Check(TelnyxOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? options : throw new OptionsValidationException(Options.DefaultName, typeof(TelnyxOptions), faults);
    }

    /// <summary>The 32 bytes of a public key; null when the text is none.</summary>
    public static byte[]? KeyOf(string? text)
    {
        var key = new byte[48];
        return text is not null && Encoding.UTF8.GetBytes(text.Trim()) is { Length: <= 64 } base64
            && Base64.DecodeFromUtf8(base64, key, out _, out var length) == System.Buffers.OperationStatus.Done && length == 32
            ? key[..32]
            : null;
    }

    private static IEnumerable<string> Faults(TelnyxOptions options) => ApiKey(options).Concat(Account(options)).Concat(Wire(options));

    private static IEnumerable<string> ApiKey(TelnyxOptions options)
    {
        if (options.ApiKeyFile is { } file)
        {
            if (options.ApiKey.Length > 0)
            {
                yield return Fault("ApiKeyFile", file, "either ApiKey or ApiKeyFile, not both");
            }
            else if (FirstLineOf(file) is not { Length: > 0 })
            {
                yield return Fault("ApiKeyFile", file, "a file that this process can read and whose first line is the API key");
            }
        }
        else if (string.IsNullOrWhiteSpace(options.ApiKey))
        {
            yield return Fault("ApiKey", "", "an API key of the account (KEY…), or put it into a file and name that in ApiKeyFile");
        }
    }

    private static IEnumerable<string> Account(TelnyxOptions options)
    {
        if (options.PublicKeys.Count == 0)
        {
            yield return Fault("PublicKeys", "", "the public key of the account, from the portal's page of keys; without it nobody can tell whether a webhook is genuine");
        }

        foreach (var (i, key) in options.PublicKeys.Index())
        {
            if (KeyOf(key) is null)
            {
                yield return Fault($"PublicKeys:{i}", key, "the base64 of 32 bytes, as the portal shows it");
            }
        }

        if (string.IsNullOrEmpty(options.ConnectionId) || options.ConnectionId.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
        {
            yield return Fault("ConnectionId", options.ConnectionId, "the id of the Call Control application, for example 1293384261075731499");
        }

        if (options.MessagingProfileId is { } profile && string.IsNullOrWhiteSpace(profile))
        {
            yield return Fault("MessagingProfileId", profile, "the id of a messaging profile, or leave it out");
        }

        if (string.IsNullOrWhiteSpace(options.Voice))
        {
            yield return Fault("Voice", options.Voice, "female, male, or a voice of Telnyx such as AWS.Polly.Joanna");
        }

        if (string.IsNullOrWhiteSpace(options.Language) || options.Language.Contains('_', StringComparison.Ordinal))
        {
            yield return Fault("Language", options.Language, "a language such as en-US");
        }
    }

    private static IEnumerable<string> Wire(TelnyxOptions options)
    {
        var url = options.BaseUrl;
        if (url is not { IsAbsoluteUri: true, Scheme: "http" or "https" } || url.Query.Length + url.Fragment.Length + url.UserInfo.Length > 0)
        {
            yield return Fault("BaseUrl", url?.OriginalString, "an absolute http or https URL without user, query and fragment, for example https://api.telnyx.com");
        }
        else if (url.AbsolutePath.TrimEnd('/').EndsWith("/v2", StringComparison.OrdinalIgnoreCase))
        {
            yield return Fault("BaseUrl", url.OriginalString, "the same without /v2, which is added to every path");
        }

        if (options.MaxConnections is < 1 or > 10_000)
        {
            yield return Fault("MaxConnections", options.MaxConnections, "a number from 1 to 10000");
        }

        if (options.MessagesPerSecond is < 1 or > 10_000)
        {
            yield return Fault("MessagesPerSecond", options.MessagesPerSecond, "a number from 1 to 10000");
        }

        foreach (var (key, value, least, most) in Times(options))
        {
            if (value < least || value > most)
            {
                yield return Fault(key, value, $"a time from {least} to {most}");
            }
        }
    }

    private static IEnumerable<(string Key, TimeSpan Value, TimeSpan Least, TimeSpan Most)> Times(TelnyxOptions options) =>
    [
        ("Timeout", options.Timeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5)),
        ("MediaTimeout", options.MediaTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
        ("SignatureTolerance", options.SignatureTolerance, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
    ];

    private static string? FirstLineOf(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault()?.Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string Fault(string key, object? value, string fix) => $"{TelnyxOptions.SectionName}:{key} is '{value}'; write {fix}.";
}
