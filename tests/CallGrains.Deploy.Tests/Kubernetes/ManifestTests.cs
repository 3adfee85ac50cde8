using System.Text.RegularExpressions;
using k8s.Models;

namespace CallGrains.Deploy.Tests.Kubernetes;

/// <summary>The manifests of Kubernetes: each is one, and what they name is there.</summary>
public sealed partial class ManifestTests
{
    private static readonly string[] Roles = ["ingress", "silo"];

    [Fact]
    public void Each_manifest_is_one_that_Kubernetes_knows()
    {
        Assert.Equal(Roles, Manifests.Deployments.Select(d => d.Metadata.Name).Order());
        Assert.Equal(Roles, Manifests.All.OfType<V1PodDisruptionBudget>().Select(b => b.Metadata.Name).Order());
        Assert.Equal(Roles, Manifests.All.OfType<V2HorizontalPodAutoscaler>().Select(h => h.Spec.ScaleTargetRef.Name).Order());
        Assert.Equal(4, Manifests.All.OfType<V1NetworkPolicy>().Count());
    }

    [Fact]
    public void No_pod_may_do_more_than_it_needs() => Assert.All(Manifests.Deployments.Select(d => d.Spec.Template.Spec), pod =>
    {
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.False(pod.AutomountServiceAccountToken);
        var host = Assert.Single(pod.Containers);
        Assert.True(host.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(host.SecurityContext.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], host.SecurityContext.Capabilities.Drop);
        Assert.True(host.Resources.Limits.ContainsKey("memory"));
    });

    [Fact]
    public void Pods_are_watched_and_replaced_without_a_gap() => Assert.All(Manifests.Deployments, deployment =>
    {
        var pod = deployment.Spec.Template.Spec;
        var host = Assert.Single(pod.Containers);
        Assert.Equal("/readyz", host.ReadinessProbe.HttpGet.Path);
        Assert.Equal("/healthz", host.LivenessProbe.HttpGet.Path);
        Assert.Equal("0", deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.Value);
        Assert.Null(deployment.Spec.Replicas);

        // The host's own: 10 s of callbacks for an ingress, 30 s for what is under way.
        Assert.True(pod.TerminationGracePeriodSeconds >= 45);
        Assert.Equal(2, pod.TopologySpreadConstraints.Count);
        Assert.All(pod.TopologySpreadConstraints, spread => Assert.True(Manifests.Finds(spread.LabelSelector.MatchLabels)));
    });

    [Fact]
    public void Each_setting_is_one_and_each_file_of_it_is_mounted() => Assert.All(Manifests.Deployments, deployment =>
    {
        var host = Assert.Single(deployment.Spec.Template.Spec.Containers);
        var own = host.Env.Where(e => e.Value is not null || e.ValueFrom.FieldRef.FieldPath == "status.podIP").Select(e => KeyValuePair.Create(e.Name, e.Value ?? "10.0.0.5"));
        var all = Manifests.Literals.Concat(own).ToDictionary();
        Assert.Empty(Settings.Faults(all.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))));
        Assert.Equal(deployment.Metadata.Name, all["CallGrains__Role"]);
        var mounts = host.VolumeMounts.Select(m => m.MountPath).ToList();
        var files = all.Where(s => s.Key.EndsWith("File", StringComparison.Ordinal) || s.Key == "CallGrains__Secrets").Select(s => s.Value).Append("/database/authority.pem");
        Assert.All(files, file => Assert.Contains("/" + file.Split('/')[1], mounts));
        Assert.Equal(mounts.Count, deployment.Spec.Template.Spec.Volumes.Select(v => v.Name).Intersect(host.VolumeMounts.Select(m => m.Name)).Count());
    });

    [Fact]
    public void Each_selector_finds_pods_and_each_port_is_theirs()
    {
        var selectors = Manifests.All.OfType<V1Service>().Select(s => s.Spec.Selector)
            .Concat(Manifests.All.OfType<V1PodDisruptionBudget>().Select(b => b.Spec.Selector.MatchLabels))
            .Concat(Manifests.Deployments.Select(d => d.Spec.Selector.MatchLabels))
            .Concat(Manifests.All.OfType<V1NetworkPolicy>().Select(p => p.Spec.PodSelector?.MatchLabels).OfType<IDictionary<string, string>>());
        Assert.All(selectors, selector => Assert.True(Manifests.Finds(selector), string.Join(", ", selector)));

        var ports = Manifests.Deployments.SelectMany(d => d.Spec.Template.Spec.Containers[0].Ports).Select(p => p.Name).ToHashSet();
        var named = Manifests.All.OfType<V1NetworkPolicy>().SelectMany(p => p.Spec.Ingress ?? []).SelectMany(i => i.Ports).Select(p => p.Port.Value)
            .Concat(Manifests.All.OfType<V1Service>().SelectMany(s => s.Spec.Ports).Select(p => p.TargetPort.Value));
        Assert.Empty(named.Except(ports));
        var web = Assert.Single(Manifests.All.OfType<V1Ingress>()).Spec.Rules[0].Http.Paths[0];
        Assert.Contains(Manifests.All.OfType<V1Service>(), s => s.Metadata.Name == web.Backend.Service.Name && s.Spec.Ports.Any(p => p.Name == web.Backend.Service.Port.Name));
        Assert.Equal("/callbacks", web.Path);
    }

    [Fact]
    public void A_proxy_gives_a_callback_to_another_ingress_as_compose_s_nginx_does()
    {
        var annotations = Assert.Single(Manifests.All.OfType<V1Ingress>()).Metadata.Annotations;
        var nginx = Files.Read("compose", "nginx", "nginx.conf");
        Assert.Contains($"proxy_next_upstream {annotations["nginx.ingress.kubernetes.io/proxy-next-upstream"]};", nginx, StringComparison.Ordinal);
        Assert.Contains($"proxy_read_timeout {annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"]}s;", nginx, StringComparison.Ordinal);
        Assert.Contains($"client_max_body_size {annotations["nginx.ingress.kubernetes.io/proxy-body-size"]};", nginx, StringComparison.Ordinal);
    }

    /// <summary>The tool's own reading, where it is: all of it, with the settings' name by their content.</summary>
    [Fact]
    public async Task Kustomize_brings_them_together()
    {
        var (code, output) = await Tools.RunAsync(Tools.Need("kubectl", "kubernetes-client"), "kustomize", Files.At("kubernetes"));
        Assert.True(code == 0, output);
        Assert.Equal(Manifests.All.Count + 1, Kind().Count(output));
        Assert.Equal(Manifests.Deployments.Count + 1, SettingsName().Count(output));
        Assert.Contains("image: callgrains/host:", output, StringComparison.Ordinal);
    }

    [GeneratedRegex("^kind: ", RegexOptions.Multiline)]
    private static partial Regex Kind();

    [GeneratedRegex("name: callgrains-[a-z0-9]{10}$", RegexOptions.Multiline)]
    private static partial Regex SettingsName();
}
