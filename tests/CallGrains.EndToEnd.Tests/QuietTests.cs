using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests;

/// <summary>What a host logs: what started and what changed, and nothing for each call.</summary>
public sealed partial class QuietTests
{
    private const int Calls = 5;

    [Fact]
    public async Task A_host_with_calls_logs_what_started_and_nothing_per_call()
    {
        var lines = await LogOfCallsAsync();
        Assert.All(lines, line => Assert.Matches(StartLine(), line));
        Assert.Contains(lines, line => line.Contains("Carrier set up: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_verbose_it_logs_what_its_libraries_say_too()
    {
        var lines = await LogOfCallsAsync("--verbose");
        Assert.Contains(lines, line => line.Contains("Orleans", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_form_of_the_log_is_set_by_configuration()
    {
        var lines = await LogOfCallsAsync("--in-process", "--set", "Logging:Console:FormatterName=json");
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.NotNull(JsonNode.Parse(line)!["LogLevel"]));
    }

    /// <summary>
    /// What a host writes between its greeting and its end while callers go through the front desk's menu.
    /// </summary>
    private static async Task<List<string>> LogOfCallsAsync(params string[] more)
    {
        var data = Directory.CreateTempSubdirectory("callgrains-quiet-");
        await using var simulator = await Program.StartSimulatorAsync(1, Tick.FreePort());
        await using var host = await Program.StartHostAsync(simulator.Url, data.FullName, Tick.FreePort(), more);
        var phone = new Phone(simulator.Url);
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(i => CallAsync(phone, $"+1555012000{i}")));

        Assert.Equal(0, await host.StopAsync());
        data.Delete(recursive: true);
        return [.. host.Output.Split('\n').Select(l => l.TrimEnd()).Where(l => LogLine().IsMatch(l))];
    }

    private static async Task CallAsync(Phone phone, string from)
    {
        var call = await phone.DialAsync(from, "+15550100");
        await phone.UntilAsync(call, c => c.HasHeard("for support press 2"), "the menu", TimeSpan.FromMinutes(1));
        await phone.HangUpAsync(call);
        await phone.EndsAsync(call);
    }

    [GeneratedRegex(@"^(\d\d:\d\d:\d\d\.\d{3} |\{)")]
    private static partial Regex LogLine();

    // A sweeper that a busy machine keeps from answering is no call.
    [GeneratedRegex(@"Carrier set up: |Development: |the control API is open without a key to this machine|\d+ calls are back|Sweeper \d+ could not be reached")]
    private static partial Regex StartLine();
}
