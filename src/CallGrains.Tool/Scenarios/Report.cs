using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using Cell = Spectre.Console.Text;

namespace CallGrains.Tool.Scenarios;

/// <summary>What is told of a run: a table for people, the same as JSON for machines.</summary>
internal static class Report
{
    private const int Examples = 3;

    public static void Write(TextWriter output, IReadOnlyList<Scenario> scenarios, Outcomes outcomes)
    {
        var console = Terminal.On(output);
        var table = Terminal.TableFor(console, words: 1, "scenario", "calls", "passed", "failed", "p50 s", "p99 s");
        foreach (var group in Groups(scenarios, outcomes))
        {
            AddRow(table, group.Scenario.Name, group.Outcomes);
        }

        AddRow(table, "all", outcomes.All);
        console.Write(table);
        WriteFailures(output, scenarios, outcomes);
        output.WriteLine();
        console.WriteLine(Disposition(outcomes), new Style(outcomes.Failed == 0 ? Color.Green : Color.Red));
    }

    public static JsonObject Json(string file, Uri simulator, IReadOnlyList<Scenario> scenarios, Outcomes outcomes) => new()
    {
        ["file"] = file,
        ["simulator"] = simulator.AbsoluteUri,
        ["verdict"] = outcomes.Failed == 0 ? "passed" : "failed",
        ["calls"] = outcomes.Planned,
        ["begun"] = outcomes.All.Count,
        ["passed"] = outcomes.Passed,
        ["failed"] = outcomes.Failed,
        ["seconds"] = Rounded(outcomes.Duration),
        ["scenarios"] = new JsonArray([.. Groups(scenarios, outcomes).Select(group => Json(group.Scenario, group.Outcomes))]),
    };

    private static JsonObject Json(Scenario scenario, List<Outcome> outcomes) => new()
    {
        ["name"] = scenario.Name,
        ["calls"] = outcomes.Count,
        ["passed"] = outcomes.Count(outcome => outcome.IsPassed),
        ["failed"] = outcomes.Count(outcome => !outcome.IsPassed),
        ["p50Seconds"] = Outcomes.Percentile(outcomes, 0.5) is { } half ? Rounded(half) : null,
        ["p99Seconds"] = Outcomes.Percentile(outcomes, 0.99) is { } most ? Rounded(most) : null,
        ["failures"] = new JsonArray([.. Failures(outcomes).Select(failure => new JsonObject
        {
            ["step"] = failure.Step + 1,
            ["line"] = scenario.Steps[failure.Step].Line,
            ["what"] = scenario.Steps[failure.Step].ToString(),
            ["count"] = failure.Outcomes.Count,
            ["examples"] = new JsonArray([.. failure.Outcomes.Take(Examples).Select(outcome => new JsonObject { ["callId"] = outcome.CallId, ["reason"] = outcome.Reason })]),
        })]),
    };

    private static void AddRow(Table table, string name, IReadOnlyCollection<Outcome> some)
    {
        var failed = some.Count(outcome => !outcome.IsPassed);
        table.AddRow(
            new Cell(name),
            new Cell(Number(some.Count)),
            new Cell(Number(some.Count - failed)),
            new Cell(Number(failed), failed > 0 ? new Style(Color.Red) : Style.Plain),
            new Cell(Seconds(some, 0.5)),
            new Cell(Seconds(some, 0.99)));
    }

    private static void WriteFailures(TextWriter output, IReadOnlyList<Scenario> scenarios, Outcomes outcomes)
    {
        foreach (var (scenario, some) in Groups(scenarios, outcomes))
        {
            foreach (var (step, failed) in Failures(some))
            {
                var count = failed.Count == 1 ? "1 call" : $"{failed.Count} calls";
                output.WriteLine(FormattableString.Invariant($"\n{scenario.Name}, step {step + 1} (line {scenario.Steps[step].Line}), {scenario.Steps[step]}: {count} failed"));
                foreach (var outcome in failed.Take(Examples))
                {
                    output.WriteLine($"  {outcome.CallId ?? "no call"}: {outcome.Reason}");
                }
            }
        }
    }

    private static string Disposition(Outcomes outcomes)
    {
        var late = outcomes.Planned - outcomes.All.Count;
        var unbegun = late > 0 ? $"; {late} never began" : "";
        var time = outcomes.Duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return outcomes.Failed == 0 ? $"PASSED: {outcomes.Planned} calls in {time} s." : $"FAILED: {outcomes.Failed} of {outcomes.Planned} calls in {time} s{unbegun}.";
    }

    private static IEnumerable<(Scenario Scenario, List<Outcome> Outcomes)> Groups(IReadOnlyList<Scenario> scenarios, Outcomes outcomes) =>
        scenarios.Select(scenario => (scenario, outcomes.All.Where(outcome => outcome.Scenario == scenario).ToList()));

    private static IEnumerable<(int Step, List<Outcome> Outcomes)> Failures(IEnumerable<Outcome> outcomes) =>
        outcomes.Where(outcome => !outcome.IsPassed).GroupBy(outcome => outcome.FailedStep!.Value).OrderBy(group => group.Key).Select(group => (group.Key, group.ToList()));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(IEnumerable<Outcome> outcomes, double share) => Outcomes.Percentile(outcomes, share)?.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";

    private static double Rounded(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
