using System.CommandLine;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Scenarios;

/// <summary><c>scenario FILE</c>: lets scripted callers loose on a simulator.</summary>
internal static class ScenarioCommand
{
    private const int MaxCalls = 1_000_000;

    /// <summary>Where a simulator is when nothing else is said.</summary>
    public static readonly Uri DefaultSimulator = new("http://127.0.0.1:8090");

    public static Command Create(ToolWorld world)
    {
        var file = new Argument<string>("FILE") { Description = "What callers do (JSON, scenario.schema.json)." };
        var simulator = Options.Address("--simulator", $"Address of the simulator. [default: {DefaultSimulator}]");
        var calls = Options.Whole("--calls", "How many callers. [default: each scenario as often as its weight]", 1, MaxCalls);
        var rate = Options.Number("--rate", "How many callers begin each second. [default: 10]", 0.01, 10_000);
        var concurrency = Options.Whole("--concurrency", "How many callers at most at once; who comes later waits. [default: 200]", 1, 100_000);
        var limit = Options.Number("--limit", "Seconds after which the run ends; who is not done then has failed. [default: 600]", 1, 86_400);
        var area = Options.Whole("--area", "The three digits that the callers' numbers begin with. [default: other ones in each run]", 200, 999);
        var json = new Option<string?>("--json") { Description = "File for the result as JSON; without one it goes to the output, and nothing else does.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("scenario", "Let scripted callers loose on a simulator, and say how they fared.") { file, simulator, calls, rate, concurrency, limit, area, json };
        command.SetAction((parsed, stop) => ToolCommand.GuardAsync(world, () =>
        {
            var scenarios = ScenarioFile.Read(parsed.GetValue(file)!);
            var pace = new Pace(
                parsed.GetValue(calls) ?? scenarios.Sum(scenario => scenario.Weight),
                parsed.GetValue(rate) ?? 10,
                parsed.GetValue(concurrency) ?? 200,
                TimeSpan.FromSeconds(parsed.GetValue(limit) ?? 600),
                parsed.GetValue(area) ?? Random.Shared.Next(200, 1000));
            return RunAsync(parsed.GetValue(file)!, scenarios, parsed.GetValue(simulator) ?? DefaultSimulator, pace, new Result(parsed.GetResult(json) is not null, parsed.GetValue(json)), world, stop);
        }));
        return command;
    }

    private static async Task<int> RunAsync(string file, IReadOnlyList<Scenario> scenarios, Uri simulator, Pace pace, Result result, ToolWorld world, CancellationToken stop)
    {
        using var phone = new Phone(simulator);
        try
        {
            await phone.ConnectAsync(stop);
        }
        catch (StepFailedException e)
        {
            await world.Error.WriteLineAsync($"{e.Message} Start one with ./callgrains up (or ./callgrains simulator), or give its address with --simulator.");
            return ToolCommand.Wrong;
        }

        if (result.File is { } before)
        {
            // Before the run: a result that cannot be kept is found out at once.
            await WriteAsync(before, "");
        }

        var outcomes = await new Runner(phone, pace, world.Error, world.Time).RunAsync(scenarios, stop);
        if (result.IsOutput)
        {
            await world.Out.WriteLineAsync(Report.Json(file, simulator, scenarios, outcomes).ToString());
        }
        else
        {
            Report.Write(world.Out, scenarios, outcomes);
        }

        if (result.File is { } kept)
        {
            await WriteAsync(kept, Report.Json(file, simulator, scenarios, outcomes).ToString());
        }

        return outcomes.Failed == 0 ? ToolCommand.Done : ToolCommand.Failed;
    }

    /// <summary>Whether the result is wanted as JSON, and in which file; null for the output.</summary>
    private readonly record struct Result(bool IsJson, string? File)
    {
        public bool IsOutput => IsJson && File is null;
    }

    private static async Task WriteAsync(string file, string json)
    {
        try
        {
            await File.WriteAllTextAsync(file, json + "\n", CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Documents.DocumentException(file, $"the result cannot be written there: {e.Message}");
        }
    }
}
