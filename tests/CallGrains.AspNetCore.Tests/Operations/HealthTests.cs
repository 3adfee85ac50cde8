using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary><c>/healthz</c> and <c>/readyz</c>.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_process_that_answers_is_up_whatever_is_not_ready()
    {
        await using var host = await OperationsHost.StartAsync();
        host.Readiness.Journal = () => "is away";

        Assert.Equal("""{"status":"up"}""", await host.Client.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task Ready_is_when_every_check_is()
    {
        await using var host = await OperationsHost.StartAsync();

        using var ready = await host.Client.GetAsync("/readyz");
        host.Readiness.Recovered = () => "3 calls are still to be brought back";
        using var waiting = await host.Client.GetAsync("/readyz");

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal("""{"ready":true,"checks":[{"name":"journal","missing":null,"ready":true},{"name":"recovered","missing":null,"ready":true}]}""", await ready.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, waiting.StatusCode);
        Assert.Contains("""{"name":"recovered","missing":"3 calls are still to be brought back","ready":false}""", await waiting.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_throws_is_not_ready()
    {
        await using var host = await OperationsHost.StartAsync();
        host.Readiness.Journal = () => throw new InvalidOperationException("a bug");

        using var response = await host.Client.GetAsync("/readyz");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("""{"name":"journal","missing":"could not be asked; the log here says why","ready":false}""", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(host.Log.Lines, l => l.Text.Contains("a bug", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_gives_up_asking_leaves_nothing_in_the_log()
    {
        await using var host = await OperationsHost.StartAsync();

        await host.Services.GetRequiredService<Readiness>().ReportAsync(new CancellationToken(canceled: true));

        Assert.DoesNotContain(host.Log.Lines, l => l.Text.Contains("could not be asked", StringComparison.Ordinal));
    }
}
