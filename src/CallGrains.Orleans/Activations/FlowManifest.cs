using Orleans.Metadata;

namespace CallGrains.Orleans;

/// <summary>
/// Says in this silo's part of the cluster's manifest which versions of which flows it has, and its own version.
/// </summary>
internal sealed class FlowManifest(FlowRegistry flows) : IGrainPropertiesProvider
{
    private const string Prefix = "callgrains.flow.";

    public static string Key(string flow, int version) => $"{Prefix}{flow}.{version}";

    /// <summary>The flow that a key is of; null for a property of another kind.</summary>
    public static string? FlowOf(string key) => key.StartsWith(Prefix, StringComparison.Ordinal) ? key[Prefix.Length..key.LastIndexOf('.')] : null;

    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        if (grainClass.IsSubclassOf(typeof(FlowGrain)))
        {
            properties[SiloVersions.Key] = SiloVersions.Own;
            foreach (var flow in flows.All)
            {
                properties[Key(flow.Name, flow.Version)] = flow.Type.Name;
            }
        }
    }
}

/// <summary>Which silos have which flows, as each of them says. Safe for many threads.</summary>
internal sealed class FlowWhereabouts(IClusterManifestProvider manifest, ILocalSiloDetails local, FlowRegistry registry)
{
    private volatile NewerSilos? _newer;

    /// <summary>A silo that has this version; null when none has.</summary>
    public SiloAddress? Find(GrainType type, string flow, int version)
    {
        var key = FlowManifest.Key(flow, version);
        return OneOf([.. manifest.Current.Silos.Where(s => s.Value.Grains.TryGetValue(type, out var grain) && grain.Properties.ContainsKey(key)).Select(s => s.Key)]);
    }

    /// <summary>
    /// A silo that has every flow of this one, in whatever version, and others beside; null when none has. Of two silos
    /// at most one is newer, so nothing is sent to and fro between them.
    /// </summary>
    public SiloAddress? FindNewer(GrainType type)
    {
        var current = manifest.Current;
        if (_newer is not { } known || known.Manifest != current)
        {
            _newer = known = new NewerSilos(current, NewerIn(current, type));
        }

        return OneOf(known.Silos);
    }

    /// <summary>Whether an event would begin a grain, but for a flow that this silo does not know.</summary>
    public bool IsForeign(GrainMessage message) => message is Callback { Leg: 0 } callback && callback.Event switch
    {
        IncomingCallEvent call => IsUnknown(callback.Flow) || registry.ForCall(callback.Flow, call.ApplicationId, call.To) is null,
        MessageEvent { IsInbound: true } text => IsUnknown(callback.Flow) || registry.ForThread(callback.Flow, text.ApplicationId, text.To) is null,
        _ => false,
    };

    private bool IsUnknown(string? flow) => flow is not null && registry.Find(flow) is null;

    private SiloAddress[] NewerIn(ClusterManifest current, GrainType type)
    {
        var flows = current.Silos.ToDictionary(s => s.Key, s => FlowsOf(s.Value, type));
        return flows.TryGetValue(local.SiloAddress, out var own) ? [.. flows.Where(f => own.IsProperSubsetOf(f.Value)).Select(f => f.Key)] : [];
    }

    private static HashSet<string> FlowsOf(GrainManifest silo, GrainType type) =>
        silo.Grains.TryGetValue(type, out var grain) ? [.. grain.Properties.Keys.Select(FlowManifest.FlowOf).OfType<string>()] : [];

    private static SiloAddress? OneOf(SiloAddress[] silos) => silos.Length == 0 ? null : silos[Random.Shared.Next(silos.Length)];

    private sealed record NewerSilos(ClusterManifest Manifest, SiloAddress[] Silos);
}
