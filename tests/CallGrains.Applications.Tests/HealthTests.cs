using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallGrains.Applications.Tests;

/// <summary>What must be ready is a health check like any other.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task An_applications_own_health_page_knows_what_must_be_ready()
    {
        await using var app = await Application.StartAsync(services: s => s.AddHealthChecks().AddCheck("mine", () => HealthCheckResult.Unhealthy("not yet"), ["ready"]));
        var report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["carriers", "events", "flows", "journal", "mine", "numbers", "public-url", "recovery", "running"], report.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.All(report.Entries, entry => Assert.Contains("ready", entry.Value.Tags));
        Assert.Equal(HealthStatus.Healthy, report.Entries["journal"].Status);
    }

    [Fact]
    public async Task Readiness_asks_an_applications_own_checks_too()
    {
        await using var app = await Application.StartAsync(services: s => s.AddHealthChecks().AddCheck("mine", () => HealthCheckResult.Unhealthy("not yet"), ["ready"]));
        using var answer = await app.Client.GetAsync("/readyz", TestContext.Current.CancellationToken);
        var checks = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["checks"]!.AsArray();
        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Equal("not yet", (string?)checks.Single(c => (string?)c!["name"] == "mine")!["missing"]);
        Assert.True((bool)checks.Single(c => (string?)c!["name"] == "journal")!["ready"]!);
    }
}
