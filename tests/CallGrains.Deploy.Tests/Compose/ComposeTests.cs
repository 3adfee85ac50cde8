using System.Text.Json;
using System.Text.RegularExpressions;
using CallGrains.Orleans;
using Json.Schema;

namespace CallGrains.Deploy.Tests.Compose;

/// <summary>The compose file and all that it mounts, as far as that can be told without an engine.</summary>
public sealed partial class ComposeTests
{
    [Fact]
    public void The_file_is_as_the_specification_has_it()
    {
        using var schema = new StreamReader(typeof(ComposeTests).Assembly.GetManifestResourceStream("compose-spec.schema.json")!);
        using var document = JsonDocument.Parse(ComposeFile.Document.ToJsonString());
        var result = JsonSchema.FromText(schema.ReadToEnd()).Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(result.IsValid, string.Join("\n", (result.Details ?? []).Where(d => d.Errors is not null).Select(d => $"{d.InstanceLocation}: {string.Join("; ", d.Errors!.Values)}")));
    }

    [Fact]
    public void There_are_three_silos_and_two_ingresses_and_each_of_their_settings_is_one()
    {
        var roles = ComposeFile.Hosts.Values.Select(h => (string?)h["environment"]!["CallGrains__Role"]).Order().ToList();
        Assert.Equal(["ingress", "ingress", "silo", "silo", "silo"], roles);
        Assert.All(ComposeFile.Hosts.Values, host => Assert.Empty(Settings.Faults(host["environment"]!.AsObject().Select(v => KeyValuePair.Create(v.Key, (string?)v.Value)))));
    }

    [Fact]
    public void No_host_may_do_more_than_it_needs() => Assert.All(ComposeFile.Hosts, host =>
    {
        var (_, service) = host;
        Assert.Equal("1654:1654", (string?)service["user"]);
        Assert.True((bool)service["read_only"]!);
        Assert.Equal(["ALL"], ComposeFile.List(service, "cap_drop"));
        Assert.Equal(["no-new-privileges:true"], ComposeFile.List(service, "security_opt"));
        Assert.Empty(ComposeFile.List(service, "ports"));
        Assert.Equal("60s", (string?)service["stop_grace_period"]);
    });

    [Fact]
    public void Only_nginx_is_open_to_the_world()
    {
        var open = ComposeFile.Services.SelectMany(s => ComposeFile.List(s.Value, "ports").Where(p => !p.StartsWith("127.0.0.1:", StringComparison.Ordinal)).Select(p => $"{s.Key} {p}"));
        Assert.Equal(["nginx 443:8443"], open);
    }

    [Fact]
    public async Task What_is_mounted_is_there_once_the_secrets_are_made()
    {
        using var checkout = new Checkout();
        await checkout.PrepareAsync();
        var declared = ComposeFile.Document["secrets"]!.AsObject().ToDictionary(s => s.Key, s => (string?)s.Value!["file"]);
        Assert.Empty(ComposeFile.Services.Values.SelectMany(s => ComposeFile.List(s, "secrets")).Except(declared.Keys));
        var named = declared.Values.Concat(ComposeFile.Services.Values.SelectMany(ComposeFile.Volumes).Select(v => v.Source).Where(s => s.StartsWith('.'))).Distinct();
        Assert.All(named, path => Assert.True(Path.Exists(path!.StartsWith("../", StringComparison.Ordinal) ? Files.At("compose", path) : checkout.At(path)), $"{path} is not there"));
        Assert.Empty(Settings.Faults(Directory.GetFiles(checkout.At("secrets/settings")).Select(f => KeyValuePair.Create(Path.GetFileName(f), (string?)File.ReadAllText(f).Trim()))));
    }

    [Fact]
    public async Task The_secrets_are_good_and_stay_until_one_is_removed()
    {
        using var checkout = new Checkout();
        await checkout.PrepareAsync();
        var before = checkout.Secrets();
        var cluster = ClusterCertificates.Load(checkout.At("secrets/cluster.pem"), checkout.At("secrets/cluster.key"), checkout.At("secrets/authority.pem"));
        Assert.NotNull(cluster);
        Assert.Equal(48, before["database-password"].Trim().Length);
        Assert.NotEqual(before["database-password"], before["settings/CallGrains__Operations__ApiKeys__0"]);

        File.Delete(checkout.At("secrets/settings/CallGrains__Operations__ApiKeys__0"));
        await checkout.PrepareAsync();
        var changed = checkout.Secrets().Where(s => before[s.Key] != s.Value).Select(s => s.Key);
        Assert.Equal(["settings/CallGrains__Operations__ApiKeys__0"], changed);
    }

    [Fact]
    public void The_collector_s_pipelines_have_their_parts_and_Prometheus_looks_there()
    {
        var collector = Yaml.Read(Files.Read("compose", "collector", "collector.yaml"));
        foreach (var (kind, part) in collector["service"]!["pipelines"]!.AsObject().SelectMany(p => p.Value!.AsObject()))
        {
            Assert.All(part!.AsArray(), name => Assert.True(collector[kind]!.AsObject().ContainsKey((string)name!), $"{kind} has no {name}"));
        }

        var endpoint = (string)collector["exporters"]!["prometheus"]!["endpoint"]!;
        var prometheus = Yaml.Read(Files.Read("compose", "prometheus", "prometheus.yml"));
        Assert.Equal($"collector:{endpoint.Split(':')[1]}", (string?)prometheus["scrape_configs"]![0]!["static_configs"]![0]!["targets"]![0]);
        var grpc = (string)collector["receivers"]!["otlp"]!["protocols"]!["grpc"]!["endpoint"]!;
        Assert.All(ComposeFile.Hosts.Values, h => Assert.Equal($"http://collector:{grpc.Split(':')[1]}", (string?)h["environment"]!["OTEL_EXPORTER_OTLP_ENDPOINT"]));
    }

    [Fact]
    public void Nginx_knows_the_ingresses_and_its_own_secrets()
    {
        var nginx = Files.Read("compose", "nginx", "nginx.conf");
        var ingresses = ComposeFile.Hosts.Where(h => (string?)h.Value["environment"]!["CallGrains__Role"] == "ingress").Select(h => h.Key + ":8080").Order();
        Assert.Equal(ingresses, Upstream().Matches(nginx).Select(m => m.Groups[1].Value).Order());
        Assert.Equal(
            ComposeFile.List(ComposeFile.Services["nginx"], "secrets").Order(),
            Secret().Matches(nginx).Select(m => m.Groups[1].Value).Order());
    }

    [GeneratedRegex(@"^\s*server (\S+) ", RegexOptions.Multiline)]
    private static partial Regex Upstream();

    [GeneratedRegex("/run/secrets/([^;]+);")]
    private static partial Regex Secret();
}
