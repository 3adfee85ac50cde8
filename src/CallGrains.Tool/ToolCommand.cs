using System.CommandLine;
using System.CommandLine.Invocation;
using CallGrains.Tool.Attacks;
using CallGrains.Tool.Backups;
using CallGrains.Tool.Clusters;
using CallGrains.Tool.Documents;
using CallGrains.Tool.Export;
using CallGrains.Tool.Fuzzing;
using CallGrains.Tool.Keys;
using CallGrains.Tool.Persons;
using CallGrains.Tool.Provisioning;
using CallGrains.Tool.Purging;
using CallGrains.Tool.Scenarios;

namespace CallGrains.Tool;

/// <summary>
/// The command line. Exit codes: 0 done, 1 not done, 2 nothing tried, because a file or an option is wrong.
/// </summary>
internal static class ToolCommand
{
    // A cluster stops in order, and that takes a while.
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(2);

    public const int Done = 0, Failed = 1, Wrong = 2;

    public static async Task<int> RunAsync(string[] args, ToolWorld world, CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ParentProcess.Watch(stop.Cancel, world.Time);
        var root = new RootCommand("CallGrains' tools beside the host.") { ProvisionCommand.Create(world), ScenarioCommand.Create(world), ClusterCommand.Create(world), ExportCommand.Create(world), FuzzCommand.Create(world), AttackCommand.Create(world), PurgeCommand.Create(world), KeyCommand.Create(world), PersonCommand.Create(world), BackupCommands.CreateBackup(world), BackupCommands.CreateRestore(world) };
        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction telling)
        {
            telling.ShowHelp = args.Length == 0;
        }

        var status = await parsed.InvokeAsync(new InvocationConfiguration { Output = world.Out, Error = world.Error, ProcessTerminationTimeout = StopLimit }, stop.Token);
        return parsed.Errors.Count > 0 ? Wrong : status;
    }

    /// <summary>
    /// Runs a command's work, and tells of a wrong file in the form that editors and CI turn into links.
    /// </summary>
    public static async Task<int> GuardAsync(ToolWorld world, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (DocumentException e)
        {
            await world.Error.WriteLineAsync(e.Message);
            return Wrong;
        }
    }
}

/// <summary>What the tool knows of the machine.</summary>
internal sealed record ToolWorld(TextWriter Out, TextWriter Error, Func<string, string?> Environment, TimeProvider Time);
