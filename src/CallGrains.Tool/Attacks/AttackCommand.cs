using System.CommandLine;
using Spectre.Console;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Attacks;

/// <summary><c>attack</c>: what strangers do to a host, tried on one of this machine, and whether it holds.</summary>
internal static class AttackCommand
{
    public static Command Create(ToolWorld world)
    {
        var only = new Option<string[]>("--only") { Description = $"Only these: {string.Join(", ", AttackTable.All.Select(a => a.Key))}. [default: all]", AllowMultipleArgumentsPerToken = true };
        var host = new Option<string?>("--host") { Description = "Another build of the host's program, to see what a change has brought. [default: this one's]" };
        var simulator = new Option<string?>("--simulator") { Description = "Another build of the simulator's program. [default: this one's]" };
        var brief = new Option<bool>("--brief") { Description = "A tenth of each flood, and shorter waits." };
        var command = new Command("attack", "Attack a host in Production settings, and say how its callers fare meanwhile.") { only, host, simulator, brief };
        command.SetAction((parsed, stop) => ToolCommand.GuardAsync(world, () => RunAsync(
            new AttackPlan(parsed.GetValue(host), parsed.GetValue(simulator), parsed.GetValue(brief)), [.. parsed.GetValue(only) ?? []], world, stop)));
        return command;
    }

    private static async Task<int> RunAsync(AttackPlan plan, string[] only, ToolWorld world, CancellationToken stop)
    {
        if (only.FirstOrDefault(key => AttackTable.All.All(a => a.Key != key)) is { } unknown)
        {
            await world.Error.WriteLineAsync($"--only {unknown} is no attack; there are: {string.Join(", ", AttackTable.All.Select(a => a.Key))}.");
            return ToolCommand.Wrong;
        }

        var console = Terminal.On(world.Out);
        var table = Terminal.TableFor(console, words: 3, "attack", "holds", "what was seen", "first word", "memory");
        var holds = true;
        foreach (var attack in AttackTable.All.Where(a => only.Length == 0 || only.Contains(a.Key)))
        {
            var result = await TryAsync(attack, plan, world, stop);
            holds &= result.Holds;
            table.AddRow(new Text(attack.Name), new Text(result.Holds ? "yes" : "NO"), new Text(result.Seen), new Text(result.FirstWord), new Text(result.Memory));
        }

        console.Write(table);
        return holds ? ToolCommand.Done : ToolCommand.Failed;
    }

    private static async Task<AttackResult> TryAsync(Attack attack, AttackPlan plan, ToolWorld world, CancellationToken stop)
    {
        await world.Error.WriteLineAsync($"{attack.Name} ...");
        try
        {
            await using var target = await Target.StartAsync(plan, attack.Environment, world, stop);
            return await attack.Run(target, stop);
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or Scenarios.StepFailedException or IOException)
        {
            return new AttackResult(false, e.Message);
        }
    }
}

/// <summary>What is attacked, and how long.</summary>
/// <param name="Host">The host's program; null for the one beside this.</param>
/// <param name="Simulator">The simulator's program; null for the one beside this.</param>
/// <param name="Brief">Whether floods are short.</param>
internal sealed record AttackPlan(string? Host, string? Simulator, bool Brief)
{
    /// <summary>A count of the whole form.</summary>
    public int Of(int whole) => Brief ? whole / 10 : whole;

    /// <summary>
    /// The times after a flood at which calls come: the watchdog asks 15 s after the last news, and again 30 s later.
    /// </summary>
    public IReadOnlyList<int> CallsAfter => Brief ? [0, 17] : [0, 20, 48];
}

/// <summary>A row of the table.</summary>
/// <param name="Key">Its name in <c>--only</c>.</param>
/// <param name="Name">What is done.</param>
/// <param name="Run">Does it.</param>
internal sealed record Attack(string Key, string Name, Func<Target, CancellationToken, Task<AttackResult>> Run)
{
    /// <summary>The host's environment.</summary>
    public string Environment { get; init; } = "Production";
}

/// <summary>How it went.</summary>
/// <param name="Holds">Whether the host held.</param>
/// <param name="Seen">The answers, or what was done.</param>
internal sealed record AttackResult(bool Holds, string Seen)
{
    /// <summary>A real call's first word, without the attack and during it.</summary>
    public string FirstWord { get; init; } = "";

    /// <summary>The host's memory, before and at most.</summary>
    public string Memory { get; init; } = "";
}
