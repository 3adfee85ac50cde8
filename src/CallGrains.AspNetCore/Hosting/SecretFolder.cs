using Microsoft.Extensions.Configuration;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>Settings out of files, one a file (<see cref="HostSettings.Secrets"/>).</summary>
internal static class SecretFolder
{
    /// <summary>
    /// Adds the folder that the configuration names; one that is missing is told with the other faults.
    /// </summary>
    public static void Add(ConfigurationManager configuration)
    {
        if (configuration[HostSettings.SectionName + ":" + nameof(HostSettings.Secrets)] is { Length: > 0 } folder && Directory.Exists(folder))
        {
            configuration.AddKeyPerFile(Path.GetFullPath(folder), optional: false);
        }
    }
}
