using Orleans.Metadata;

namespace CallGrains.Orleans;

/// <summary>Says in this silo's part of the cluster's manifest which versions of which flows it has.</summary>
internal sealed class FlowManifest(FlowRegistry flows) : IGrainPropertiesProvider
{
    public static string Key(string flow, int version) => $"callgrains.flow.{flow}.{version}";

    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        if (grainClass.IsSubclassOf(typeof(FlowGrain)))
        {
            foreach (var flow in flows.All)
            {
                properties[Key(flow.Name, flow.Version)] = flow.Type.Name;
            }
        }
    }
}

/// <summary>Which silos have which flows, as each of them says. Safe for many threads.</summary>
internal sealed class FlowWhereabouts(IClusterManifestProvider manifest)
{
    /// <summary>A silo that has this version; null when none has.</summary>
    public SiloAddress? Find(GrainType type, string flow, int version)
    {
        var key = FlowManifest.Key(flow, version);
        SiloAddress[] silos = [.. manifest.Current.Silos.Where(s => s.Value.Grains.TryGetValue(type, out var grain) && grain.Properties.ContainsKey(key)).Select(s => s.Key)];
        return silos.Length == 0 ? null : silos[Random.Shared.Next(silos.Length)];
    }
}
