using System.Reflection;
using Orleans.Metadata;

namespace CallGrains.Orleans;

/// <summary>Which versions of CallGrains the silos of a cluster run, as each of them says in the manifest.</summary>
internal static class SiloVersions
{
    public const string Key = "callgrains.version";

    /// <summary>This program's, without the commit.</summary>
    public static string Own { get; } = typeof(SiloVersions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>
    /// What somebody should look at: silos that are not all of this program's version; null for nothing.
    /// </summary>
    public static string? Note(ClusterManifest manifest)
    {
        var versions = manifest.Silos.Values.Select(Of).OfType<string>().GroupBy(v => v, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        return versions.All(v => v.Key == Own) ? null
            : $"not all processes are of one version: this one is of {Own}, {string.Join(", ", versions.Select(v => $"{v.Count()} silos of {v.Key}"))}; finish the deployment";
    }

    private static string? Of(GrainManifest silo) => silo.Grains.Values.Select(g => g.Properties.GetValueOrDefault(Key)).FirstOrDefault(v => v is not null);
}
