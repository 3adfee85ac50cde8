using System.Net;
using System.Text;
using System.Text.Json;
using CallGrains.AspNetCore.Http.Tests;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary>Removing at once what ended long ago.</summary>
public sealed class PurgeTests
{
    [Theory]
    [InlineData("""{"olderThan":"30.00:00:00"}""", false)]
    [InlineData("""{"olderThan":"30.00:00:00","dryRun":true}""", true)]
    public async Task What_ended_before_is_removed_or_counted_and_told(string body, bool isDryRun)
    {
        await using var host = await OperationsHost.StartAsync();
        var before = TimeProvider.System.GetUtcNow().AddDays(-30);

        using var response = await host.Client.PostAsync("/api/purge", Json(body));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var done = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal((isDryRun, 4, 3, 2, 1), (done.GetProperty("dryRun").GetBoolean(), Number(done, "calls"), Number(done, "conferences"), Number(done, "threads"), Number(done, "unclaimed")));
        var request = Assert.Single(host.Journal.Purges);
        Assert.True(request.AtOnce);
        Assert.Equal(isDryRun, request.DryRun);
        Assert.InRange(request.Calls!.Value, before, before.AddMinutes(5));
        Assert.Equal([request.Calls, request.Calls, request.Calls], [request.Conferences, request.Threads, request.Unclaimed]);
    }

    [Theory]
    [InlineData("{}", "olderThan")]
    [InlineData("""{"olderThan":"23:59:59"}""", "olderThan")]
    [InlineData("""{"olderThan":"-30.00:00:00"}""", "olderThan")]
    [InlineData("""{"olderThan":"36501.00:00:00"}""", "olderThan")]
    [InlineData("""{"olderThan":"soon"}""", "olderThan")]
    [InlineData("""{"olderThan":30}""", "olderThan")]
    [InlineData("""{"olderThan":"30.00:00:00","dryRun":"yes"}""", "dryRun")]
    [InlineData("""{"olderThan":"30.00:00:00","dry":true}""", "dry")]
    public async Task An_age_within_which_late_callbacks_may_come_and_what_cannot_be_read_are_refused(string body, string field)
    {
        await using var host = await OperationsHost.StartAsync();
        using var response = await host.Client.PostAsync("/api/purge", Json(body));
        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.Empty(host.Journal.Purges);
    }

    [Fact]
    public async Task A_journal_that_removes_nothing_is_told()
    {
        await using var host = await OperationsHost.StartAsync();
        host.Journal.CanPurge = false;
        using var response = await host.Client.PostAsync("/api/purge", Json("""{"olderThan":"30.00:00:00"}"""));
        await response.ProblemAsync(HttpStatusCode.NotImplemented);
    }

    private static int Number(JsonElement json, string field) => json.GetProperty(field).GetInt32();

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
