using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace CallGrains.Simulator;

/// <summary>The command line: <c>callgrains-simulator --port 8090 --speed 1 --seed 1</c>.</summary>
internal static class SimulatorCommand
{
    private static readonly SimulatorOptions Defaults = new();

    private const int Wrong = 2;

    private static readonly Option<int> Port = Number("--port", "Port on 127.0.0.1; 0 takes a free one.", Defaults.Port, "a whole number: 1 to 65535, or 0 for any free port");

    private static readonly Option<double> Speed = Number("--speed", "Simulated seconds per real second.", Defaults.Speed, "a number above 0: 1 is real time, 60 makes a minute a second");

    private static readonly Option<int?> Seed = Number<int>("--seed", "Same seed, same order of requests: same ids. Left out, each start has new ids.", "a whole number");

    private static readonly Option<int> History = Number("--history", "How many ended calls, requests and callbacks are remembered.", Defaults.History, "a whole number, at least 100");

    private static readonly Option<int> Members = Number("--conference-members", "The most members of a conference.", Defaults.ConferenceMembers, "a whole number, at least 1");

    private static readonly Option<double> KeyGap = Number("--key-gap", "Milliseconds between the keys that one request presses; 0 presses them at once.", Defaults.KeyGap.TotalMilliseconds, "milliseconds, at least 0");

    private static readonly Option<string[]> MediaHosts = new("--media-host") { Description = "A host besides this machine from which sound files are fetched; may be repeated." };

    private static readonly Option<string[]> Variants = new("--variant") { Description = $"Another form of the carrier's answers and events; may be repeated: {string.Join(", ", Rest.Variants.Names)}." };

    private static readonly Option<string?> Faults = new("--faults") { Description = "A JSON file of faults on order from the start, as POST /sim/faults takes them." };

    private static readonly Option<bool> Limits = new("--limits") { Description = "Enforce the carrier's documented rate limits, in simulated time." };

    private static readonly Option<string> Carrier = new Option<string>("--carrier") { Description = "The carrier that it stands for: bandwidth or telnyx.", DefaultValueFactory = _ => "bandwidth" }.AcceptOnlyFromAmong("bandwidth", "telnyx");

    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Log each request." };

    public static Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("A carrier in a box: its REST API, its callbacks, and the phones at the other end. Bandwidth V1 (Catapult), or Telnyx v2.") { Carrier, Port, Speed, Seed, History, Members, KeyGap, MediaHosts, Variants, Faults, Limits, Verbose };
        command.SetAction((parsed, stop) => RunAsync(
            new SimulatorOptions
            {
                Carrier = parsed.GetValue(Carrier) == "telnyx" ? SimulatedCarrier.Telnyx : SimulatedCarrier.Bandwidth,
                Port = parsed.GetValue(Port),
                Speed = parsed.GetValue(Speed),
                Seed = parsed.GetValue(Seed),
                History = parsed.GetValue(History),
                ConferenceMembers = parsed.GetValue(Members),
                KeyGap = TimeSpan.FromMilliseconds(parsed.GetValue(KeyGap)),
                MediaHosts = parsed.GetValue(MediaHosts) ?? [],
                Variants = parsed.GetValue(Variants) ?? [],
                FaultsFile = parsed.GetValue(Faults),
                Limits = parsed.GetValue(Limits),
                Verbose = parsed.GetValue(Verbose),
            },
            stop));

        return InvokeAsync(command.Parse(args));
    }

    /// <summary>A wrong argument is told in a sentence, and ends with 2: nothing was tried.</summary>
    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
        if (parsed.Action is ParseErrorAction telling)
        {
            telling.ShowHelp = false;
        }

        // The web host listens to SIGTERM and Ctrl-C itself and stops in order.
        var status = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        return parsed.Errors.Count > 0 ? Wrong : status;
    }

    private static Option<T> Number<T>(string name, string description, T otherwise, string wanted)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            DefaultValueFactory = _ => otherwise,
            CustomParser = argument => Read<T>(argument, name, wanted) ?? otherwise,
        };

    private static Option<T?> Number<T>(string name, string description, string wanted)
        where T : struct, INumber<T> => new(name) { Description = description, CustomParser = argument => Read<T>(argument, name, wanted) };

    private static T? Read<T>(ArgumentResult argument, string name, string wanted)
        where T : struct, INumber<T>
    {
        var text = argument.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        argument.AddError($"{name} is '{text}'; use {wanted}.");
        return null;
    }

    private static async Task<int> RunAsync(SimulatorOptions options, CancellationToken stop)
    {
        foreach (var fault in options.Validate())
        {
            await Console.Error.WriteLineAsync(fault);
        }

        if (options.Validate().Count > 0)
        {
            return Wrong;
        }

        try
        {
            await using var server = await SimulatorServer.StartAsync(options, stop);
            Console.WriteLine(options.Carrier == SimulatedCarrier.Telnyx ? Telnyx.Greeting.Of(server, options) : Greeting(server, options));
            await Task.WhenAny(server.WaitForShutdownAsync(stop), ParentProcess.WhenGoneAsync());
            Console.WriteLine("Simulator stopped.");
            return 0;
        }
        catch (ArgumentException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return Wrong;
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
