using System.CommandLine;
using System.CommandLine.Invocation;

namespace CallGrains.Host.Composition;

/// <summary>The command line: each option sets a key of the configuration.</summary>
internal static class HostCommand
{
    private static readonly (Option<string> Option, string Key)[] Options =
    [
        (Text("--port", "Port on 127.0.0.1; 0 takes a free one. [default: 8080]"), "CallGrains:Port"),
        (Text("--urls", "Where to listen instead, as for any ASP.NET Core application, for example http://0.0.0.0:8080. [default: --port]"), "urls"),
        (Text("--carrier", "Address of the carrier's REST API, for example a simulator's. [default: Bandwidth's own]"), "Bandwidth:BaseUrl"),
        (Text("--secrets", "A folder whose files are settings: CallGrains__Operations__ApiKeys__0 holds a key. [default: none]"), "CallGrains:Secrets"),
        (Text("--data", "Folder of the journal. [default: data]"), "CallGrains:Data"),
        (Text("--public-url", "Address under which the carrier reaches this host. [default: http://127.0.0.1:PORT]"), "CallGrains:PublicUrl"),
        (Text("--fallback-url", "Address of another ingress, given to the carrier for when the first does not answer. [default: none]"), "CallGrains:FallbackUrl"),
        (Text("--flows", "A library (.dll) whose flows are served beside the samples; more by --set CallGrains:FlowAssemblies:1=… [default: none]"), "CallGrains:FlowAssemblies:0"),
        (Text("--role", "What this process does: all, silo (hosts grains) or ingress (takes callbacks). [default: all]"), "CallGrains:Role"),
        (Text("--cluster", "The cluster's PostgreSQL database: \"Host=…;Database=…;Username=…\"; its password comes from --cluster-file, CallGrains:Cluster:PasswordFile or the environment, since every user of the machine can read arguments. [default: this process alone]"), "CallGrains:Cluster:ConnectionString"),
        (Text("--silo-port", "The silo's port for other silos of the cluster; 0 takes a free one. [default: 0]"), "CallGrains:Cluster:SiloPort"),
        (Text("--gateway-port", "The silo's port for ingresses of the cluster; 0 takes a free one. [default: 0]"), "CallGrains:Cluster:GatewayPort"),
        (Text("--callback-method", "How the carrier is asked to report: POST or GET. [default: POST]"), "CallGrains:CallbackHttpMethod"),
    ];

    /// <summary>
    /// What the settings keep quiet. Not the framework's line for each request (<c>Hosting.Diagnostics</c>): it prints
    /// a path as the sender wrote it, with line ends and escape sequences.
    /// </summary>
    private static readonly (string Category, string Level)[] Verbose =
    [
        ("CallGrains", "Debug"), ("Microsoft.AspNetCore", "Information"), ("Microsoft.Hosting", "Information"),
        ("Microsoft.Orleans", "Information"), ("Orleans", "Information"), ("Polly", "Information"), ("System.Net.Http", "Information"),
    ];

    private const int Wrong = 2;

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Any other setting, for example --set CallGrains:Grains:MaxWaiting=5000; may be repeated.",
        AllowMultipleArgumentsPerToken = false,
    };

    public static Task<int> RunAsync(string[] args)
    {
        var clusterFile = new Option<FileInfo?>("--cluster-file") { Description = "A file with all of --cluster, the password too. [default: none]" };
        var inProcess = new Option<bool>("--in-process")
        {
            Description = "Host grains in this process, without Orleans: it starts at once and opens no ports of a silo. For trying a flow and for tests; it joins no cluster.",
        };
        var verbose = new Option<bool>("--verbose") { Description = "Log each step of each call, and what Orleans, Polly, ASP.NET Core and HTTP clients say." };
        var command = new RootCommand("CallGrains: call flows in plain C#, durable. All settings can also come from appsettings.json and the environment (CallGrains__Port).") { clusterFile, inProcess, verbose, Set, HealthCommand.Create() };
        Set.Validators.Add(result =>
        {
            foreach (var wrong in result.Tokens.Where(t => !t.Value.Contains('=', StringComparison.Ordinal)))
            {
                result.AddError($"--set {wrong.Value} has no value; write --set KEY=VALUE.");
            }
        });
        clusterFile.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<FileInfo?>() is { Exists: false } missing)
            {
                result.AddError($"--cluster-file {missing} is no file; name one that holds Host=…;Database=…;Username=…;Password=….");
            }
        });
        foreach (var (option, _) in Options)
        {
            command.Add(option);
        }

        command.SetAction((parsed, stop) => HostApplication.RunAsync(Settings(parsed, parsed.GetValue(clusterFile), parsed.GetValue(inProcess), parsed.GetValue(verbose)), stop));

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

    private static Dictionary<string, string?> Settings(ParseResult parsed, FileInfo? clusterFile, bool inProcess, bool verbose)
    {
        var settings = Options.Where(o => parsed.GetValue(o.Option) is not null).ToDictionary(o => o.Key, o => parsed.GetValue(o.Option));
        foreach (var (category, level) in verbose ? Verbose : [])
        {
            settings["Logging:LogLevel:" + category] = level;
        }

        if (clusterFile is not null)
        {
            settings["CallGrains:Cluster:ConnectionString"] = File.ReadAllText(clusterFile.FullName).Trim();
        }

        if (inProcess)
        {
            settings["CallGrains:InProcess"] = "true";
        }

        foreach (var setting in parsed.GetValue(Set) ?? [])
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            settings[setting[..equals]] = setting[(equals + 1)..];
        }

        return settings;
    }

    private static Option<string> Text(string name, string description) => new(name) { Description = description };
}
