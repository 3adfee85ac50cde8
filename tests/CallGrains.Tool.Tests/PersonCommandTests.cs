using CallGrains.Tool.Tests.Support;

namespace CallGrains.Tool.Tests;

/// <summary>A host is asked for all of one person.</summary>
public sealed class PersonCommandTests
{
    [Fact]
    public async Task A_person_is_printed()
    {
        await using var host = await FakeSimulator.StartAsync(_ => (200, """{"number":"+15550123","grains":[]}"""));
        var run = await Run.ToolAsync("person", "export", "+15550123", "--host", host.Url);
        Assert.Equal((0, """{"number":"+15550123","grains":[]}""" + "\n", ""), (run.Status, run.Out, run.Error));
        Assert.Equal(["GET /api/persons/+15550123"], host.Requests);
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("""[{"address":"call/c-1","why":"it is not over; end it, then erase again"}]""", 1)]
    public async Task What_was_erased_and_what_had_to_stay_is_told(string kept, int status)
    {
        await using var host = await FakeSimulator.StartAsync(_ => (200, $$"""{"dryRun":false,"calls":4,"conferences":0,"threads":2,"unclaimed":1,"kept":{{kept}}}"""));
        var run = await Run.ToolAsync("person", "erase", "+15550123", "--host", host.Url);
        Assert.Equal(status, run.Status);
        Assert.StartsWith("Removed 4 calls, 0 conferences, 2 message threads, 1 that", run.Out, StringComparison.Ordinal);
        Assert.Equal(status == 1, run.Out.Contains("Stays: call/c-1: it is not over", StringComparison.Ordinal));
        Assert.Equal(["""POST /api/persons/+15550123/erase {"dryRun":false}"""], host.Requests);
    }

    [Fact]
    public async Task A_host_that_refuses_is_told()
    {
        await using var host = await FakeSimulator.StartAsync(_ => (403, """{"detail":"The key 'ops' has the role read, and this takes admin."}"""));
        var run = await Run.ToolAsync("person", "erase", "+15550123", "--host", host.Url);
        Assert.Equal((3, ""), (run.Status, run.Out));
        Assert.Contains("this takes admin", run.Error, StringComparison.Ordinal);
    }
}
