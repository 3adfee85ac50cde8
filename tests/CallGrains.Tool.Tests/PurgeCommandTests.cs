using CallGrains.Tool.Tests.Support;

namespace CallGrains.Tool.Tests;

/// <summary>A host is asked to purge its journal.</summary>
public sealed class PurgeCommandTests
{
    private const string Done = """{"dryRun":false,"before":"2026-01-01T00:00:00Z","calls":4,"conferences":3,"threads":2,"unclaimed":1}""";

    [Theory]
    [InlineData("--older-than 30", false, "Removed, of what ended before 2026-01-01T00:00:00Z: 4 calls, 3 conferences, 2 message threads, 1 that no flow had answered.\n")]
    [InlineData("--older-than 30 --dry-run", true, "Would remove, of what ended before 2026-01-01T00:00:00Z: 4 calls, 3 conferences, 2 message threads, 1 that no flow had answered.\n")]
    public async Task What_was_removed_or_would_be_is_told(string options, bool isDryRun, string said)
    {
        await using var host = await FakeSimulator.StartAsync(_ => (200, Done));
        var run = await Run.ToolAsync(["purge", .. options.Split(' '), "--host", host.Url]);
        Assert.Equal((0, said, ""), (run.Status, run.Out, run.Error));
        Assert.Equal([$$"""POST /api/purge {"olderThan":"30.00:00:00","dryRun":{{(isDryRun ? "true" : "false")}}}"""], host.Requests);
    }

    [Theory]
    [InlineData(401, "{}", "wants an API key", 3)]
    [InlineData(400, """{"detail":"'1.00:00:00' is no age of 2.00:00:00"}""", "refuses: '1.00:00:00' is no age of 2.00:00:00")]
    [InlineData(404, "{}", "is of an earlier version")]
    [InlineData(200, "", "what answers there is no host of CallGrains", 3)]
    public async Task A_refusal_is_told(int status, string body, string said, int code = 1)
    {
        await using var host = await FakeSimulator.StartAsync(_ => (status, body));
        var run = await Run.ToolAsync("purge", "--older-than", "1", "--host", host.Url);
        Assert.Equal(code, run.Status);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_age_is_needed() => Assert.Equal(2, (await Run.ToolAsync("purge")).Status);
}
