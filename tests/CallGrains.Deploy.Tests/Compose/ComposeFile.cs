using System.Text.Json.Nodes;

namespace CallGrains.Deploy.Tests.Compose;

/// <summary>deploy/compose/compose.yaml.</summary>
internal static class ComposeFile
{
    public static JsonObject Document { get; } = Yaml.Read(Files.Read("compose", "compose.yaml"));

    public static IReadOnlyDictionary<string, JsonObject> Services { get; } = Document["services"]!.AsObject().ToDictionary(s => s.Key, s => s.Value!.AsObject());

    /// <summary>The silos and ingresses.</summary>
    public static IReadOnlyDictionary<string, JsonObject> Hosts { get; } = Services.Where(s => ((string?)s.Value["image"])!.StartsWith("callgrains/", StringComparison.Ordinal)).ToDictionary();

    public static IEnumerable<string> List(JsonObject service, string name) => service[name]?.AsArray().Select(i => (string)i!) ?? [];

    /// <summary>Of <c>[ADDRESS:]SOURCE:TARGET[:MODE]</c>, the source; of a volume the name.</summary>
    public static IEnumerable<(string Source, string Target)> Volumes(JsonObject service) => List(service, "volumes").Select(v => v.Split(':')).Select(v => (v[0], v[1]));
}
