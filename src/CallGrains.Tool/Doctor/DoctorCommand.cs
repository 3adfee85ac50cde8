using System.CommandLine;
using Spectre.Console;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Doctor;

/// <summary><c>doctor</c>: looks at an installation, and says what to fix.</summary>
internal static class DoctorCommand
{
    public static Command Create(ToolWorld world)
    {
        var folder = new Option<DirectoryInfo>("--folder") { Description = "The folder that the host is started in, with its appsettings.json. [default: this one]", DefaultValueFactory = _ => new DirectoryInfo(Directory.GetCurrentDirectory()) }.AcceptExistingOnly();
        var environment = new Option<string?>("--environment") { Description = "The host's environment. [default: DOTNET_ENVIRONMENT of the environment; Production]" };
        var carrier = Options.Address("--carrier", "Address of Bandwidth's REST API, as the host's --carrier. [default: as the settings say]");
        var data = new Option<string?>("--data") { Description = "Folder of the journal, as the host's --data. [default: as the settings say]" };
        var secrets = new Option<string?>("--secrets") { Description = "A folder whose files are settings, as the host's --secrets. [default: as the settings say]" };
        var set = new Option<string[]>("--set") { Description = "Any other setting, as the host's --set KEY=VALUE; may be repeated." };
        var remote = new Option<bool>("--remote") { Description = "Look at the running host alone, not at this machine's settings." };
        var json = ApiCommand.Json();
        return ApiCommand.Create(world, "doctor", "Look at settings, files, journal, clock, public address, carriers, keys, ports, versions and the running host, and say what to fix.", [folder, environment, carrier, data, secrets, set, remote, json], async call =>
        {
            var settings = (call.Parsed.GetValue(set) ?? []).Select(s => s.Split('=', 2)).ToDictionary(p => p[0], string? (p) => p.Length > 1 ? p[1] : throw new UsageException($"--set {p[0]} has no value; write --set KEY=VALUE."));
            Add(settings, "Bandwidth:BaseUrl", call.Parsed.GetValue(carrier)?.AbsoluteUri);
            Add(settings, "CallGrains:Data", call.Parsed.GetValue(data));
            Add(settings, "CallGrains:Secrets", call.Parsed.GetValue(secrets));
            var place = new SettingsPlace(call.Parsed.GetValue(folder)!.FullName, call.Parsed.GetValue(environment) ?? world.Environment("DOTNET_ENVIRONMENT") ?? "Production", settings);
            var findings = call.Parsed.GetValue(remote) ? await HostChecks.RunAsync(call.Api, null, isMeant: true, call.Stop) : await ExamineAsync(call, place);
            await (call.Parsed.GetValue(json) ? call.PrintAsync(findings.Select(f => new { check = f.Check, severity = f.Severity.ToString().ToLowerInvariant(), text = f.Text })) : TellAsync(call, findings));
            return findings.Any(f => f.Severity == Severity.Fail) ? ToolCommand.Failed : ToolCommand.Done;
        });
    }

    private static void Add(Dictionary<string, string?> settings, string key, string? value)
    {
        if (value is not null)
        {
            settings[key] = value;
        }
    }

    /// <summary>All checks, each whatever the others found.</summary>
    private static async Task<IReadOnlyList<Finding>> ExamineAsync(ApiCall call, SettingsPlace place)
    {
        await using var of = Installation.Read(place);
        var faults = of.Faults();
        var findings = faults.Select(f => Finding.Fail("settings", f)).ToList();
        if (faults.Count == 0)
        {
            findings.Add(Finding.Ok("settings", $"The host takes its settings ({place.Environment})."));
        }

        var (time, stop) = (call.World.Time, call.Stop);
        await AddAsync("files", () => Task.FromResult<IReadOnlyList<Finding>>([.. FileChecks.Run(of)]));
        await AddAsync("journal", () => JournalChecks.RunAsync(of, time, stop));
        await AddAsync("carrier", () => CarrierChecks.RunAsync(of, time, stop));
        await AddAsync("public-url", async () => [await PublicUrlChecks.RunAsync(of, time, stop)]);
        await AddAsync("host", () =>
        {
            var isMeant = call.Api.Host != ApiOptions.DefaultHost;
            return HostChecks.RunAsync(isMeant || of.Address is not { } own ? call.Api : call.Api with { Host = own }, of, isMeant, stop);
        });
        return findings;

        async Task AddAsync(string check, Func<Task<IReadOnlyList<Finding>>> run)
        {
            try
            {
                findings.AddRange(await run());
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Settings that are wrong have been told; what they break is no reason to leave out the other checks.
                findings.Add(faults.Count > 0 ? Finding.Warn(check, $"Not looked at, because of the settings: {e.Message}") : Finding.Fail(check, $"Could not be looked at: {e.Message}"));
            }
        }
    }

    private static async Task TellAsync(ApiCall call, IReadOnlyList<Finding> findings)
    {
        var console = Terminal.On(call.World.Out);
        foreach (var finding in findings)
        {
            var (word, color) = finding.Severity switch { Severity.Ok => ("ok  ", Color.Green), Severity.Warn => ("look", Color.Yellow), _ => ("FAIL", Color.Red) };
            console.Write(word, new Style(color));
            console.WriteLine($"  {finding.Check,-10}  {finding.Text}");
        }

        var faults = findings.Count(f => f.Severity == Severity.Fail);
        await call.SayAsync(faults == 0 ? "Nothing to fix." : faults == 1 ? "One thing to fix." : $"{faults} things to fix.");
    }
}
