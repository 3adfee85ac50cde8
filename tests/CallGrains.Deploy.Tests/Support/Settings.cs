using CallGrains.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace CallGrains.Deploy.Tests.Support;

/// <summary>What a host says of settings, by the check that it makes itself at its start.</summary>
internal static class Settings
{
    /// <summary>Variables of the environment that no setting has, or that have no such value.</summary>
    public static IReadOnlyList<string> Faults(IEnumerable<KeyValuePair<string, string?>> variables)
    {
        var ours = variables.Where(v => v.Key.Contains("__", StringComparison.Ordinal)).ToDictionary(v => v.Key.Replace("__", ":", StringComparison.Ordinal), v => v.Value);
        Assert.NotEmpty(ours);
        return SettingsCheck.Run(new ConfigurationBuilder().AddInMemoryCollection(ours).Build());
    }
}
