using System.Globalization;
using CallGrains.Testing;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Clusters;

/// <summary><c>cluster</c>: a whole cluster on this machine, to look at and to break.</summary>
internal static class ClusterCommand
{
    private const int MaxMembers = 20;

    public static Command Create(ToolWorld world)
    {
        var silos = Options.Whole("--silos", "How many silos. [default: 3]", 1, MaxMembers);
        var ingresses = Options.Whole("--ingresses", "How many ingresses. [default: 2]", 1, MaxMembers);
        var port = Options.Whole("--port", "Port of the first ingress; the others take the next ones. [default: 8080]", 1, 65535 - MaxMembers);
        var simulatorPort = Options.Whole("--simulator-port", "Port of the simulated carrier. [default: 8090]", 1, 65535);
        var speed = Options.Number("--speed", "How fast the carrier's time goes. [default: 1]", 0.1, 100);
        var verbose = new System.CommandLine.Option<bool>("--verbose") { Description = "Log each step of each call, and what Orleans, Polly and HTTP clients say." };
        var command = new Command("cluster", "Run a private PostgreSQL, silos, ingresses and a simulated carrier on this machine, until Ctrl-C.") { silos, ingresses, port, simulatorPort, speed, verbose };
        command.SetAction((parsed, stop) =>
        {
            var size = new ClusterSize(
                parsed.GetValue(silos) ?? 3,
                parsed.GetValue(ingresses) ?? 2,
                parsed.GetValue(port) ?? 8080,
                parsed.GetValue(simulatorPort) ?? 8090,
                (parsed.GetValue(speed) ?? 1).ToString(CultureInfo.InvariantCulture),
                parsed.GetValue(verbose));
            return RunAsync(size, world, stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(ClusterSize size, ToolWorld world, CancellationToken stop)
    {
        if (PrivatePostgres.Obstacle is { } obstacle)
        {
            await world.Error.WriteLineAsync(obstacle);
            return ToolCommand.Wrong;
        }

        if (size.SimulatorPort >= size.Port && size.SimulatorPort < size.Port + size.Ingresses)
        {
            await world.Error.WriteLineAsync($"--simulator-port {size.SimulatorPort} is also the port of an ingress ({size.Port} to {size.Port + size.Ingresses - 1}); write another.");
            return ToolCommand.Wrong;
        }

        await using var cluster = new LocalCluster(size, world);
        try
        {
            await cluster.StartAsync(stop);
            cluster.Greet();
            await cluster.WhenAllEndedAsync(stop);
            await world.Error.WriteLineAsync("Every process of the cluster has ended.");
            return ToolCommand.Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ToolCommand.Done;
        }
        catch (InvalidOperationException e)
        {
            await world.Error.WriteLineAsync(e.Message);
            return ToolCommand.Failed;
        }
    }
}

/// <summary>What is started.</summary>
internal sealed record ClusterSize(int Silos, int Ingresses, int Port, int SimulatorPort, string Speed, bool Verbose);
