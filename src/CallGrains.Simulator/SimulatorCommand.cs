using System.CommandLine;
using System.Globalization;

namespace CallGrains.Simulator;

/// <summary>The command line: <c>callgrains-simulator --port 8090 --speed 1 --seed 1</c>.</summary>
internal static class SimulatorCommand
{
    private static readonly SimulatorOptions Defaults = new();

    private static readonly Option<int> Port = new("--port") { Description = "Port on 127.0.0.1; 0 takes a free one.", DefaultValueFactory = _ => Defaults.Port };

    private static readonly Option<double> Speed = new("--speed") { Description = "Simulated seconds per real second.", DefaultValueFactory = _ => Defaults.Speed };

    private static readonly Option<int?> Seed = new("--seed") { Description = "Same seed, same order of requests: same ids. Left out, each start has new ids." };

    private static readonly Option<int> History = new("--history") { Description = "How many ended calls, requests and callbacks are remembered.", DefaultValueFactory = _ => Defaults.History };

    private static readonly Option<int> Members = new("--conference-members") { Description = "The most members of a conference.", DefaultValueFactory = _ => Defaults.ConferenceMembers };

    private static readonly Option<string?> Faults = new("--faults") { Description = "A JSON file of faults on order from the start, as POST /sim/faults takes them." };

    private static readonly Option<bool> Limits = new("--limits") { Description = "Enforce the carrier's documented rate limits, in simulated time." };

    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Log each request." };

    public static Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("A Bandwidth V1 (Catapult) carrier in a box: its REST API, its callbacks, and the phones at the other end.") { Port, Speed, Seed, History, Members, Faults, Limits, Verbose };
        command.SetAction((parsed, stop) => RunAsync(
            new SimulatorOptions
            {
                Port = parsed.GetValue(Port),
                Speed = parsed.GetValue(Speed),
                Seed = parsed.GetValue(Seed),
                History = parsed.GetValue(History),
                ConferenceMembers = parsed.GetValue(Members),
                FaultsFile = parsed.GetValue(Faults),
                Limits = parsed.GetValue(Limits),
                Verbose = parsed.GetValue(Verbose),
            },
            stop));

        // The web host listens to SIGTERM and Ctrl-C itself and stops in order.
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static async Task<int> RunAsync(SimulatorOptions options, CancellationToken stop)
    {
        foreach (var fault in options.Validate())
        {
            await Console.Error.WriteLineAsync(fault);
        }

        if (options.Validate().Count > 0)
        {
            return 1;
        }

        try
        {
            await using var server = await SimulatorServer.StartAsync(options, stop);
            Console.WriteLine(Greeting(server, options));
            await Task.WhenAny(server.WaitForShutdownAsync(stop), ParentProcess.WhenGoneAsync());
            Console.WriteLine("Simulator stopped.");
            return 0;
        }
        catch (ArgumentException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 1;
        }
        catch (IOException taken)
        {
            await Console.Error.WriteLineAsync($"The simulator cannot listen on 127.0.0.1:{options.Port} ({taken.Message}). Stop what uses the port, or choose another with --port.");
            return 1;
        }
    }

    private static string Greeting(SimulatorServer server, SimulatorOptions options)
    {
        var url = server.Url.GetLeftPart(UriPartial.Authority);
        var user = $"{url}/v1/users/{SimulatorOptions.UserId}";
        var curl = $"curl -u {SimulatorOptions.Token}:{SimulatorOptions.Secret} -H 'Content-Type: application/json'";
        return string.Create(CultureInfo.InvariantCulture, $$"""
            Simulator   {{url}}
              user id   {{SimulatorOptions.UserId}}
              token     {{SimulatorOptions.Token}}
              secret    {{SimulatorOptions.Secret}}
              speed     {{options.Speed}} (simulated seconds per second)
              seed      {{server.Seed}}
              phone     {{url}}/ (in a browser)

            Try next, with your application at http://127.0.0.1:8080/callbacks:
              {{curl}} -i {{user}}/applications -d '{"name":"mine","incomingCallUrl":"http://127.0.0.1:8080/callbacks"}'
              {{curl}} -i {{user}}/phoneNumbers -d '{"number":"+15550100","applicationId":"ID-FROM-LOCATION"}'
              curl {{url}}/sim/calls -d '{"from":"+15550199","to":"+15550100"}'     a phone calls it
              curl {{url}}/sim/calls/CALL-ID/digits -d '{"digits":"1"}'             ... presses 1
              curl {{url}}/sim/calls/CALL-ID                                        ... and what it heard
              curl {{url}}/sim/callbacks   curl {{url}}/sim/requests                what went out and came in
            Ctrl-C stops it.
            """);
    }
}
