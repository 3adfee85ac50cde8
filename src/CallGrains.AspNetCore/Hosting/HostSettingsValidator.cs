using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>All that is wrong with the settings, at once.</summary>
internal sealed class HostSettingsValidator(SettingsFaults found, IOptions<GrainOptions> grains, IHostEnvironment environment) : IValidateOptions<HostSettings>
{
    public ValidateOptionsResult Validate(string? name, HostSettings options)
    {
        var faults = found.All.Concat(Faults(options)).Concat(options.Cluster.Faults(options)).Concat(options.Retention.Faults(ReplayWindow)).Concat(options.JournalKeys.Faults()).Concat(options.Events.Faults(environment.EnvironmentName)).Concat(options.Access.Faults()).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>Options of grains that are wrong tell so themselves.</summary>
    private TimeSpan ReplayWindow
    {
        get
        {
            try
            {
                return grains.Value.ReplayWindow;
            }
            catch (OptionsValidationException)
            {
                return TimeSpan.Zero;
            }
        }
    }

    private static IEnumerable<string> Faults(HostSettings o)
    {
        if (o.Port is < 0 or > 65535)
        {
            yield return $"CallGrains:Port is {o.Port}; write 0 to 65535 (--port).";
        }

        if (string.IsNullOrWhiteSpace(o.Data))
        {
            yield return "CallGrains:Data is empty; name a folder (--data).";
        }

        if (o.Journal is not (JournalChoice.Sqlite or JournalChoice.Memory) && !o.Journal.Contains('=', StringComparison.Ordinal))
        {
            yield return $"CallGrains:Journal is '{o.Journal}'; write sqlite, memory, or a PostgreSQL connection string such as Host=db;Database=calls;Username=calls;Password=….";
        }

        if (o is { JournalShards.Count: > 0, Cluster.IsOn: false, Journal: JournalChoice.Sqlite or JournalChoice.Memory })
        {
            yield return $"CallGrains:JournalShards names databases beside the first one, but CallGrains:Journal is '{o.Journal}'; name the first one there, in PostgreSQL.";
        }

        if (o.JournalPasswordFile is { } file && !File.Exists(file))
        {
            yield return $"CallGrains:JournalPasswordFile is '{file}', and there is no such file; name one whose first line is the password.";
        }

        if (o.Secrets is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            yield return $"CallGrains:Secrets is '{folder}', and there is no such folder; name one whose files are settings, such as CallGrains__Operations__ApiKeys__0 (--secrets).";
        }

        if (!IsAddress(o.PublicUrl))
        {
            yield return $"CallGrains:PublicUrl is '{o.PublicUrl}'; write an address such as https://calls.example.com (--public-url).";
        }

        if (!IsAddress(o.FallbackUrl))
        {
            yield return $"CallGrains:FallbackUrl is '{o.FallbackUrl}'; write the address of another ingress, such as https://calls2.example.com (--fallback-url).";
        }

        if (!IsPrefix(o.PathPrefix))
        {
            yield return $"CallGrains:PathPrefix is '{o.PathPrefix}'; write a path such as /voice, without a slash at its end, or leave it out.";
        }

        foreach (var fault in HostCarriers.Faults(o))
        {
            yield return fault;
        }

        if (o.CallbackHttpMethod is not ("POST" or "GET"))
        {
            yield return $"CallGrains:CallbackHttpMethod is '{o.CallbackHttpMethod}'; write POST or GET (--callback-method).";
        }

        foreach (var (retired, i) in o.RetiredCapabilityKeys.Select((k, i) => (k, i)).Where(k => !IsKey(k.k)))
        {
            yield return $"CallGrains:RetiredCapabilityKeys:{i} has {retired.Length} characters and is not base64 of 32 bytes or more; copy what CapabilityKey was, or take it out.";
        }

        if (o.JournalCheckLimit < TimeSpan.Zero || o.JournalCheckLimit > TimeSpan.FromHours(1))
        {
            yield return $"CallGrains:JournalCheckLimit is {o.JournalCheckLimit}; write 00:00:00 (no look) to 01:00:00.";
        }

        if (o.DrainTime < TimeSpan.Zero || o.DrainTime > TimeSpan.FromMinutes(10))
        {
            yield return $"CallGrains:DrainTime is {o.DrainTime}; write 00:00:00 to 00:10:00.";
        }

        if (o.CapabilityLifetime <= TimeSpan.Zero)
        {
            yield return $"CallGrains:CapabilityLifetime is {o.CapabilityLifetime}; write a time above zero, such as 7.00:00:00.";
        }

        if (o.CapabilityKey is { } key && !IsKey(key))
        {
            yield return "CallGrains:CapabilityKey is not base64 of 32 bytes or more; make one with: openssl rand -base64 32.";
        }
    }

    private static bool IsPrefix(string prefix) =>
        prefix.Length == 0 || (prefix[0] == '/' && prefix[^1] != '/' && prefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.' or '~'));

    private static bool IsAddress(Uri? url) => url is null or { IsAbsoluteUri: true, Scheme: "http" or "https" };

    private static bool IsKey(string key)
    {
        var bytes = new byte[key.Length];
        return Convert.TryFromBase64String(key, bytes, out var length) && length >= 32;
    }
}

/// <summary>
/// What was wrong with the configuration itself: unknown keys, and values that are none of their kind.
/// </summary>
internal sealed record SettingsFaults(IReadOnlyList<string> All);
