using Microsoft.Extensions.Options;

namespace CallGrains.Host.Composition;

/// <summary>The settings of section <c>CallGrains</c>; the command line's options set the same keys.</summary>
public sealed class HostSettings
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "CallGrains";

    /// <summary>Port on 127.0.0.1; 8080 by default, 0 takes a free one.</summary>
    public int Port { get; set; } = 8080;

    /// <summary>The folder of the journal and the key of capability URLs; made when missing. <c>data</c> by default.</summary>
    public string Data { get; set; } = "data";

    /// <summary>The address under which the carrier reaches this host; by default <c>http://127.0.0.1:{Port}</c>, which only a simulator beside it can reach.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>The secret of capability URLs, base64, 32 bytes or more; by default one is made and kept in the data folder.</summary>
    public string? CapabilityKey { get; set; }

    /// <summary>Keys that <see cref="CapabilityKey"/> has replaced, base64: they still verify, but sign no more. None by default; files <c>capability.key.old*</c> in the data folder add to them.</summary>
    public IList<string> RetiredCapabilityKeys { get; } = [];

    /// <summary>How long the capability URL of a leg is good for: above zero, 7 days by default. Longer than the longest call, and its last recording.</summary>
    public TimeSpan CapabilityLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Whether the host asks itself by its public address at start; null (the default) for yes, but at an address of this machine.</summary>
    public bool? SelfTest { get; set; }

    /// <summary>Whether the sample flows' applications and numbers are set up at the carrier at start; by default only at a simulator.</summary>
    public bool? Provision { get; set; }

    /// <summary>Hosts grains in this process without Orleans, which is the only way where the program was built without it; false by default.</summary>
    public bool InProcess { get; set; }

    /// <summary>How the carrier is asked to report: <c>POST</c> (default) or <c>GET</c>.</summary>
    public string CallbackHttpMethod { get; set; } = "POST";
}

/// <summary>All that is wrong with the settings, at once.</summary>
internal sealed class HostSettingsValidator : IValidateOptions<HostSettings>
{
    public ValidateOptionsResult Validate(string? name, HostSettings options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
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

        if (o.PublicUrl is { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") })
        {
            yield return $"CallGrains:PublicUrl is '{o.PublicUrl}'; write an address such as https://calls.example.com (--public-url).";
        }

        if (o.CallbackHttpMethod is not ("POST" or "GET"))
        {
            yield return $"CallGrains:CallbackHttpMethod is '{o.CallbackHttpMethod}'; write POST or GET (--callback-method).";
        }

        foreach (var (retired, i) in o.RetiredCapabilityKeys.Select((k, i) => (k, i)).Where(k => !IsKey(k.k)))
        {
            yield return $"CallGrains:RetiredCapabilityKeys:{i} has {retired.Length} characters and is not base64 of 32 bytes or more; copy what CapabilityKey was, or take it out.";
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

    private static bool IsKey(string key)
    {
        var bytes = new byte[key.Length];
        return Convert.TryFromBase64String(key, bytes, out var length) && length >= 32;
    }
}
