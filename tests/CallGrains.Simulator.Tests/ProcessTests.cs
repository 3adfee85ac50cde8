using System.Diagnostics;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

/// <summary>The executable as people start it.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task It_says_what_it_is_serves_and_stops_on_sigterm()
    {
        using var process = Executable.Start("--port", "0", "--speed", "10", "--seed", "4");
        var lines = await Executable.GreetingAsync(process);
        foreach (var word in new[] { "u-simulator", "t-simulator", "s-simulator" })
        {
            Assert.Contains(lines, line => line.EndsWith(word, StringComparison.Ordinal));
        }

        Assert.Contains(lines, line => line.TrimEnd().EndsWith('4') && line.Contains("seed", StringComparison.Ordinal));
        var url = lines[0].Split(' ')[^1];
        using var client = new HttpClient();
        Assert.Contains("\"ok\"", await client.GetStringAsync($"{url}/healthz"), StringComparison.Ordinal);

        using var term = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("Simulator stopped.", await process.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_explained()
    {
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions { Port = 0 });
        using var process = Executable.Start("--port", $"{server.Url.Port}");
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains($"127.0.0.1:{server.Url.Port}", error, StringComparison.Ordinal);
        Assert.Contains("--port", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_faults_that_is_not_there_is_explained()
    {
        using var process = Executable.Start("--port", "0", "--faults", "nowhere.json");
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith("--faults nowhere.json: Could not find file", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_are_kept_when_asked_for()
    {
        using var process = Executable.Start("--port", "0", "--limits");
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"{await Executable.UrlAsync(process)}/v1/users/u-simulator/") };
            client.DefaultRequestHeaders.Authorization = Carrier.Basic("t-simulator", "s-simulator");
            var statuses = new List<int>();
            for (var i = 0; i < 1000 && !statuses.Contains(429); i++)
            {
                statuses.Add((int)(await client.GetAsync("account")).StatusCode);
            }

            Assert.Contains(429, statuses);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task Wrong_options_are_all_named_at_once()
    {
        using var process = Executable.Start("--port", "70000", "--speed", "0", "--history", "1");
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(2, process.ExitCode);
        Assert.Equal(["--port is 70000", "--speed is 0", "--history is 1"], error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(';')[0]));
    }

    [Theory, InlineData("--port", "abc"), InlineData("--speed", "x"), InlineData("--seed", "1.5"), InlineData("--history", ""), InlineData("--conference-members", "many")]
    public async Task A_number_that_is_none_is_told_in_a_sentence(string option, string value)
    {
        using var process = Executable.Start(option, value);
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith($"{option} is '{value}'; use a ", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        Assert.Empty(output.Trim());
    }
}
