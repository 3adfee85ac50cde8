using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace CallGrains.Tool.Mcp;

/// <summary>What an agent can let run on this machine.</summary>
internal sealed class RunTools(AgentWorld world)
{
    private const int MostLines = 200;

    [McpServerTool(Name = "run_scenario", Destructive = false), Description("Lets scripted callers loose on the simulated carrier, and says how they fared, with each step that failed. The file's form is that of callgrains scenario.")]
    public async Task<string> RunScenarioAsync(
        IProgress<ProgressNotificationValue> progress,
        CancellationToken stop,
        [Description("The path of a scenario file; or give its text as scenarios.")] string? file = null,
        [Description("The text of a scenario file (JSON).")] string? scenarios = null,
        [Description("How many callers; leave it out for each scenario as often as its weight.")] int? calls = null)
    {
        if (file is null == scenarios is null)
        {
            throw new McpException("Give either file or scenarios.");
        }

        var folder = Directory.CreateTempSubdirectory("callgrains-mcp-");
        try
        {
            var path = file ?? Path.Combine(folder.FullName, "scenarios.json");
            if (scenarios is not null)
            {
                await File.WriteAllTextAsync(path, scenarios, stop);
            }

            string[] many = calls is { } count ? ["--calls", count.ToString(CultureInfo.InvariantCulture)] : [];
            return await world.RunAsync(["scenario", path, "--simulator", world.Simulator.AbsoluteUri, .. many], progress, stop);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [McpServerTool(Name = "run_fuzz", Destructive = false), Description("Runs the sample and kernel flows through seeds of faults, orders and crashes in virtual time, and checks every promise; says how to repeat what breaks.")]
    public Task<string> RunFuzzAsync(
        IProgress<ProgressNotificationValue> progress,
        CancellationToken stop,
        [Description("How many seeds.")] int seeds = 1000,
        [Description("One flow alone; leave it out for all.")] string? flow = null,
        [Description("Repeats one seed of that flow, and shows its ladder.")] long? seed = null) => world.RunAsync(
            ["fuzz", .. flow is null ? Array.Empty<string>() : ["--flow", flow], .. seed is { } one ? new[] { "--seed", one.ToString(CultureInfo.InvariantCulture) } : ["--seeds", seeds.ToString(CultureInfo.InvariantCulture)]], progress, stop);

    [McpServerTool(Name = "run_flow_tests", Destructive = false), Description("Runs a test project of flows with dotnet test; gives its last lines, with the ladder of what failed.")]
    public static async Task<string> RunFlowTestsAsync(
        [Description("The path of a test project, or of its folder.")] string project,
        CancellationToken stop,
        [Description("Only tests whose full name contains this.")] string? name = null)
    {
        if (!Path.Exists(project))
        {
            throw new McpException($"'{project}' is not there; name a test project or its folder.");
        }

        string[] filter = name is null ? [] : ["--filter", $"FullyQualifiedName~{name}"];
        using var tests = Process.Start(new ProcessStartInfo("dotnet", ["test", project, "--nologo", .. filter]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        tests.StandardInput.Close();
        try
        {
            var said = await Task.WhenAll(tests.StandardOutput.ReadToEndAsync(stop), tests.StandardError.ReadToEndAsync(stop));
            await tests.WaitForExitAsync(stop);
            return $"{(tests.ExitCode == 0 ? "passed" : $"failed (exit code {tests.ExitCode})")}\n{string.Join('\n', string.Concat(said).Split('\n').TakeLast(MostLines))}";
        }
        catch (OperationCanceledException)
        {
            tests.Kill(entireProcessTree: true);
            throw;
        }
    }
}
