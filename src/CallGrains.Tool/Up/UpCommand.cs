using System.CommandLine;
using System.Globalization;
using CallGrains.Tool.Clusters;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Up;

/// <summary><c>up</c>: a host with the sample flows and a simulated carrier, until Ctrl-C.</summary>
internal static class UpCommand
{
    public static Command Create(ToolWorld world)
    {
        var carrier = new Option<string>("--carrier") { Description = "What is simulated: bandwidth or telnyx. [default: bandwidth]", DefaultValueFactory = _ => "bandwidth" };
        carrier.AcceptOnlyFromAmong("bandwidth", "telnyx");
        var port = Options.Whole("--port", "The host's port. [default: 8080]", 1, 65535);
        var simulatorPort = Options.Whole("--simulator-port", "The simulated carrier's port. [default: 8090]", 1, 65535);
        var data = new Option<string?>("--data") { Description = "Folder of the journal. [default: data; data/telnyx for Telnyx]" };
        var speed = Options.Number("--speed", "How fast the carrier's time goes. [default: 1]", 0.1, 100);
        var verbose = new Option<bool>("--verbose") { Description = "Log each step of each call." };
        var command = new Command("up", "Start a host with the sample flows and a simulated carrier; Ctrl-C stops both.") { carrier, port, simulatorPort, data, speed, verbose };
        command.SetAction((parsed, stop) => RunAsync(
            new Pair(parsed.GetValue(carrier) == "telnyx", parsed.GetValue(port) ?? 8080, parsed.GetValue(simulatorPort) ?? 8090, parsed.GetValue(data), parsed.GetValue(speed) ?? 1, parsed.GetValue(verbose)), world, stop));
        return command;
    }

    private static async Task<int> RunAsync(Pair pair, ToolWorld world, CancellationToken stop)
    {
        if (Obstacle(pair) is { } obstacle)
        {
            await world.Error.WriteLineAsync("callgrains: " + obstacle);
            return ToolCommand.Failed;
        }

        var members = new List<Member>();
        try
        {
            await world.Out.WriteLineAsync($"Starting the simulator on 127.0.0.1:{pair.SimulatorPort} and the host on 127.0.0.1:{pair.Port} ...");
            await StartAsync(pair, members, world, stop);
            await world.Out.WriteLineAsync(Greeting(pair));
            await Task.WhenAny(members.Select(m => m.EndedAsync(stop)));
            if (!stop.IsCancellationRequested)
            {
                await world.Error.WriteLineAsync("One of the two has ended; stopping the other.");
                return ToolCommand.Failed;
            }

            return ToolCommand.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ToolCommand.Done;
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException)
        {
            await world.Error.WriteLineAsync("callgrains: " + e.Message);
            return ToolCommand.Failed;
        }
        finally
        {
            // The host first: it hands its last commands to a carrier that still answers.
            foreach (var member in Enumerable.Reverse(members))
            {
                await member.StopAsync();
            }

            await world.Out.WriteLineAsync("Stopped.");
        }
    }

    private static async Task StartAsync(Pair pair, List<Member> members, ToolWorld world, CancellationToken stop)
    {
        string[] verbose = pair.IsVerbose ? ["--verbose"] : [];
        members.Add(Member.Start(
            "simulator",
            Member.FileOf("Simulator"),
            new Uri(pair.Simulator, "/healthz"),
            ["--carrier", pair.IsTelnyx ? "telnyx" : "bandwidth", "--port", $"{pair.SimulatorPort}", "--speed", pair.Speed.ToString(CultureInfo.InvariantCulture), .. verbose],
            new Dictionary<string, string>(),
            world));
        await members[0].WhenReadyAsync(stop);
        var account = pair.IsTelnyx ? await TelnyxSamples.SetUpAsync(pair.Simulator, new Uri(pair.Host, "/callbacks/telnyx"), stop) : [];
        string[] carrier = pair.IsTelnyx ? [] : ["--carrier", pair.Simulator.AbsoluteUri];

        // Who tries things out looks at every request. A journal is that of one carrier.
        members.Add(Member.Start(
            "host", Member.FileOf("Host"), new Uri(pair.Host, "/readyz"), ["--port", $"{pair.Port}", .. carrier, "--data", pair.Data ?? (pair.IsTelnyx ? Path.Combine("data", "telnyx") : "data"), "--set", "CallGrains:Grains:KeepRequests=All", .. verbose], account, world));
        await members[1].WhenReadyAsync(stop);
        if (!pair.IsTelnyx)
        {
            await SampleNumbers.NameAsync(pair.Simulator, stop);
        }
    }

    /// <summary>Who holds a port that is needed, and which one is free instead.</summary>
    private static string? Obstacle(Pair pair)
    {
        if (pair.Port == pair.SimulatorPort)
        {
            return $"host and simulator cannot both listen on port {pair.Port}; give one of them another: ./callgrains up --port {pair.Port} --simulator-port {PortHolder.FreeAfter(pair.Port, pair.Port)}";
        }

        var taken = new[] { pair.Port, pair.SimulatorPort }.Where(PortHolder.IsTaken).ToList();
        if (taken.Count == 0)
        {
            return null;
        }

        var free = taken.Contains(pair.Port) ? PortHolder.FreeAfter(pair.Port, pair.SimulatorPort) : pair.Port;
        var freeSimulator = taken.Contains(pair.SimulatorPort) ? PortHolder.FreeAfter(pair.SimulatorPort, free) : pair.SimulatorPort;
        return $"{string.Join(", ", taken.Select(p => $"port {p} is taken by {PortHolder.Of(p)}"))}. Stop it, or write: ./callgrains up --port {free} --simulator-port {freeSimulator}";
    }

    private static string Greeting(Pair pair)
    {
        var (simulator, host) = (pair.Simulator.GetLeftPart(UriPartial.Authority), pair.Host.GetLeftPart(UriPartial.Authority));
        var id = pair.IsTelnyx ? "v3:[A-Za-z0-9_-]*" : "c-[a-z2-7]*";
        return $$"""

            CallGrains is up. The phone, for a browser: call the front desk, press 2, watch the ladder:
              {{simulator}}/
            The same from a shell:
              call=$(curl -s {{simulator}}/sim/calls -H 'Content-Type: application/json' -d '{"from":"+15550123","to":"+15550100"}' | grep -o '{{id}}')
              until curl -s {{simulator}}/sim/calls/$call | grep -q 'press 2'; do sleep 0.2; done
              curl -s {{simulator}}/sim/calls/$call/digits -H 'Content-Type: application/json' -d '{"digits":"2"}'
              curl -s {{simulator}}/sim/calls/$call
              curl -s {{host}}/api/calls/$call/journal
            Ctrl-C stops both.
            """;
    }

    private sealed record Pair(bool IsTelnyx, int Port, int SimulatorPort, string? Data, double Speed, bool IsVerbose)
    {
        public Uri Host => new($"http://127.0.0.1:{Port}");

        public Uri Simulator => new($"http://127.0.0.1:{SimulatorPort}");
    }
}
