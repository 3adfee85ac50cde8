using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace CallGrains.Deploy.Tests.Kubernetes;

/// <summary>
/// What deploy/kubernetes/kustomization.yaml brings together, read strictly: a field that Kubernetes does not know, or
/// one of another kind, is an error.
/// </summary>
internal static class Manifests
{
    public static JsonObject Kustomization { get; } = Yaml.Read(Files.Read("kubernetes", "kustomization.yaml"));

    public static IReadOnlyList<object> All { get; } =
        [.. Kustomization["resources"]!.AsArray().SelectMany(file => KubernetesYaml.LoadAllFromString(Files.Read("kubernetes", (string)file!), null, strict: true))];

    public static IReadOnlyList<V1Deployment> Deployments { get; } = [.. All.OfType<V1Deployment>()];

    public static IEnumerable<IDictionary<string, string>> PodLabels => Deployments.Select(d => d.Spec.Template.Metadata.Labels);

    /// <summary>The settings that all pods have.</summary>
    public static IReadOnlyDictionary<string, string> Literals { get; } =
        Kustomization["configMapGenerator"]![0]!["literals"]!.AsArray().Select(l => ((string)l!).Split('=', 2)).ToDictionary(l => l[0], l => l[1]);

    /// <summary>Whether pods of ours have all of these labels.</summary>
    public static bool Finds(IDictionary<string, string> selector) => PodLabels.Any(labels => selector.All(s => labels.TryGetValue(s.Key, out var value) && value == s.Value));
}
