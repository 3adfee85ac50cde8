using System.Text.Json.Nodes;
using CallGrains.TestSupport.Programs;
using CallGrains.Tool.Tests.Support;

namespace CallGrains.Tool.Tests.Calls;

/// <summary>Commands that watch and steer calls, over a real socket at a real host.</summary>
[Collection(nameof(LiveHost))]
public sealed class CallCommandTests(LiveHost host)
{
    [Fact]
    public async Task Calls_are_listed_for_people_and_for_programs()
    {
        var id = await host.CallAsync("+15550211");

        var table = await host.ToolAsync("calls", "--number", "+15550211");
        var json = await host.ToolAsync("calls", "--number", "+15550211", "--json");
        var none = await host.ToolAsync("calls", "--number", "+15550219");

        Assert.Equal((0, "", 0, 0), (table.Status, table.Error, json.Status, none.Status));
        Assert.Contains($"{id}  live   front-desk v1", table.Out, StringComparison.Ordinal);
        Assert.EndsWith("1 calls.\n", table.Out, StringComparison.Ordinal);
        Assert.Equal(id, (string?)JsonNode.Parse(json.Out)!["items"]![0]!["id"]);
        Assert.EndsWith("There are no such calls.\n", none.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_goes_over_several_pages_and_says_that_there_are_more()
    {
        await host.CallAsync("+15550212");
        await host.CallAsync("+15550212");

        Assert.EndsWith("1 calls; --most shows more.\n", (await host.ToolAsync("calls", "--number", "+15550212", "--most", "1")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_is_shown_with_its_ladder_and_its_journal()
    {
        var id = await host.CallAsync("+15550213");

        var show = await host.ToolAsync("show", id);
        var journal = await host.ToolAsync("journal", id);
        var entry = await host.ToolAsync("journal", $"call/{id}", "--entry", "1", "--json");

        Assert.Equal((0, 0, 0), (show.Status, journal.Status, entry.Status));
        Assert.Matches(@"flow +front-desk", show.Out);
        Assert.Matches(@"\d\d:\d\d:\d\d\.\d{3}  <-- incomingcall \+15550213", show.Out);
        Assert.Matches(@"  --> gather "".*press 2.*""  #\d", show.Out);
        Assert.Contains("outcome of #", show.Out, StringComparison.Ordinal);
        Assert.Contains("#1 ", journal.Out, StringComparison.Ordinal);
        Assert.Contains("    raw: {", journal.Out, StringComparison.Ordinal);
        Assert.Equal(1, (int)JsonNode.Parse(entry.Out)!["sequence"]!);
    }

    [Fact]
    public async Task A_ladder_is_watched_until_its_call_is_hung_up()
    {
        var id = await host.CallAsync("+15550214");
        var watched = host.ToolAsync("tail", id);

        var hangup = await host.ToolAsync("hangup", id);
        var tail = await watched.WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal((0, 0), (hangup.Status, tail.Status));
        Assert.StartsWith($"{id} is told to hang up (", hangup.Out, StringComparison.Ordinal);
        Assert.Contains("<-- incomingcall +15550214", tail.Out, StringComparison.Ordinal);
        Assert.Contains("--> hangup", tail.Out, StringComparison.Ordinal);
        Assert.Contains("<-- hangup", tail.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_calls_are_watched_until_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        var output = new StringWriter();
        var world = new ToolWorld(TextWriter.Synchronized(output), TextWriter.Null, _ => null, TimeProvider.System);
        var tail = ToolCommand.RunAsync(["tail", "--number", "+15550215", "--host", host.Url, "--api-key", LiveHost.Key], world, stop.Token);

        var id = await host.CallAsync("+15550215");
        await Tick.UntilAsync(() => Task.FromResult(output.ToString().Contains(id, StringComparison.Ordinal) ? "seen" : null), () => "The call was not seen.");
        await stop.CancelAsync();

        Assert.Equal(0, await tail);
        Assert.Contains("front-desk v1", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_and_the_flows_are_there_too()
    {
        var id = await host.CallAsync("+15550216");

        var signal = await host.ToolAsync("signal", id, "anything", "a word");
        var journal = await host.ToolAsync("journal", id);
        var flows = await host.ToolAsync("flows");

        Assert.Equal((0, 0), (signal.Status, flows.Status));
        Assert.Contains("value: a word", journal.Out, StringComparison.Ordinal);
        Assert.Contains("front-desk  newest", flows.Out, StringComparison.Ordinal);
        Assert.Equal("front-desk", (string?)JsonNode.Parse((await host.ToolAsync("flows", "--json")).Out)!["items"]![0]!["flow"]);
    }

    [Theory]
    [InlineData(1, "refuses", "show", "c-nobody")]
    [InlineData(1, "refuses", "hangup", "c-nobody")]
    [InlineData(1, "refuses", "tail", "c-nobody")]
    [InlineData(1, "refuses", "calls", "--state", "sleeping")]
    [InlineData(2, "nothing to hang up", "hangup", "thread/+15550105~+15550199")]
    [InlineData(2, "most", "calls", "--most", "0")]
    public async Task What_cannot_be_done_is_told(int status, string said, params string[] args)
    {
        var run = await host.ToolAsync(args);

        Assert.Equal(status, run.Status);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no", "wants an API key")]
    [InlineData(LiveHost.ReadKey, "refuses")]
    public async Task A_key_that_does_not_open_ends_with_3(string key, string said)
    {
        var run = await Run.ToolAsync("hangup", "c-nobody", "--host", host.Url, "--api-key", key);

        Assert.Equal(3, run.Status);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_ends_with_3()
    {
        var run = await Run.ToolAsync(new Dictionary<string, string> { ["CALLGRAINS_HOST"] = $"http://127.0.0.1:{Tick.FreePort()}" }, "calls");

        Assert.Equal(3, run.Status);
        Assert.Contains("does not answer", run.Error, StringComparison.Ordinal);
    }
}
