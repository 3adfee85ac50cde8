using System.CommandLine;
using System.CommandLine.Invocation;
using CallGrains.Tool.Attacks;
using CallGrains.Tool.Backups;
using CallGrains.Tool.Calls;
using CallGrains.Tool.Carriers;
using CallGrains.Tool.Clusters;
using CallGrains.Tool.Completions;
using CallGrains.Tool.Doctor;
using CallGrains.Tool.Documents;
using CallGrains.Tool.Export;
using CallGrains.Tool.Fuzzing;
using CallGrains.Tool.Keys;
using CallGrains.Tool.Mcp;
using CallGrains.Tool.Persons;
using CallGrains.Tool.Provisioning;
using CallGrains.Tool.Purging;
using CallGrains.Tool.Scenarios;
using CallGrains.Tool.Up;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool;

/// <summary>The command line.</summary>
internal static class ToolCommand
{
    /// <summary>What was asked for is done, or has passed.</summary>
    public const int Done = 0;

    /// <summary>It is not done, or something was found.</summary>
    public const int Failed = 1;

    /// <summary>Nothing was tried, because an option or a file is wrong.</summary>
    public const int Wrong = 2;

    /// <summary>The host, the simulator or the database does not answer, or refuses the key.</summary>
    public const int Unreachable = 3;

    // A cluster stops in order, and that takes a while.
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(2);

    /// <summary>All commands; the script's help and docs/cli.md are compared with them.</summary>
    private static readonly IReadOnlyList<Func<ToolWorld, Command>> All =
    [
        UpCommand.Create, ClusterCommand.Create, CallsCommand.Create, TailCommand.Create, ShowCommand.Create, JournalCommand.Create,
        HangUpCommand.Create, Calls.SignalCommand.Create, FlowsCommand.Create, TriggerCommand.Create, ResendCommand.Create, ExportCommand.Create,
        PurgeCommand.Create, PersonCommand.Create, KeyCommand.Create, BackupCommands.CreateBackup, BackupCommands.CreateRestore,
        MigrateCommand.Create, DoctorCommand.Create, ProvisionCommand.Create, ScenarioCommand.Create, FuzzCommand.Create, AttackCommand.Create, McpCommand.Create,
        CompletionsCommand.Create,
    ];

    public static async Task<int> RunAsync(string[] args, ToolWorld world, CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ParentProcess.Watch(stop.Cancel, world.Time);
        return await InvokeAsync(args, world, stop.Token);
    }

    /// <summary>Runs a command within this program.</summary>
    public static async Task<int> InvokeAsync(string[] args, ToolWorld world, CancellationToken stop)
    {
        var parsed = Root(world).Parse(args);
        if (parsed.Action is ParseErrorAction telling)
        {
            telling.ShowHelp = args.Length == 0;
        }

        var status = await parsed.InvokeAsync(new InvocationConfiguration { Output = world.Out, Error = world.Error, ProcessTerminationTimeout = StopLimit }, stop);
        return parsed.Errors.Count > 0 ? Wrong : status;
    }

    /// <summary>The whole command line, with its help.</summary>
    public static RootCommand Root(ToolWorld world)
    {
        var root = new RootCommand("CallGrains: durable call flows, from the command line. Ends with 0: done; 1: not done, or something was found; 2: wrong usage, nothing was tried; 3: the host, simulator or database does not answer, or refuses the key.");
        foreach (var create in All)
        {
            root.Add(create(world));
        }

        return root;
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
