using System.Diagnostics;
using System.Text.RegularExpressions;
using CallGrains.Deploy.Tests.Compose;
using CallGrains.Deploy.Tests.Kubernetes;
using CallGrains.Storage;
using CallGrains.Testing;
using k8s.Models;

namespace CallGrains.Deploy.Tests.Runbook;

/// <summary>
/// The runbook's commands, in their order, as an operator types them. A host with its journal in SQLite really runs, is
/// backed up, restarted with new keys and restored; a PostgreSQL is backed up and restored; of what goes to an engine
/// or to Kubernetes the names are checked.
/// </summary>
public sealed partial class RunbookTests : IDisposable
{
    private readonly DirectoryInfo _world = Files.NewFolder();
    private readonly int _port = Tick.FreePort();

    [Fact]
    public async Task Each_command_does_what_it_says()
    {
        foreach (var (tool, package) in new[] { ("openssl", "openssl"), ("sqlite3", "sqlite3"), ("xxd", "xxd"), ("curl", "curl") })
        {
            Tools.Need(tool, package);
        }

        Assert.SkipWhen(PrivatePostgres.Obstacle is not null, PrivatePostgres.Obstacle ?? "");
        await using var postgres = await PrivatePostgres.StartAsync();
        WritePrograms();
        await WriteDatabasesAsync(postgres);
        WriteKnown();
        File.WriteAllText(At("test.env"), $"""
            CallGrains__Port={_port} CallGrains__InProcess=true CallGrains__SelfTest=false CallGrains__DrainTime=00:00:00
            Bandwidth__UserId=u-1 Bandwidth__Token=t-1 Bandwidth__Secret=s-1
            """);
        await RunAsync();
        Assert.Equal(2, File.ReadAllText(At("named")).Split('\n').Count(l => l.Contains("rollout undo", StringComparison.Ordinal)));
        Assert.True(Directory.GetFiles(At("var/lib/callgrains/damaged")).Length > 0);
    }

    /// <summary>Once the alerts are in deploy/observability, the page knows each of them, and no other.</summary>
    [Fact]
    public void Each_alert_has_a_line()
    {
        Assert.Distinct(RunbookPage.Alerts);
        Assert.SkipUnless(File.Exists(Files.At("observability", "alerts.yml")), "There are no alerts yet.");
        var alerts = Alert().Matches(Files.Read("observability", "alerts.yml")).Select(m => m.Groups[1].Value);
        Assert.Equal(alerts.Order(StringComparer.Ordinal), RunbookPage.Alerts.Order(StringComparer.Ordinal));
    }

    public void Dispose() => _world.Delete(recursive: true);

    private string At(string path) => Path.Combine(_world.FullName, path);

    private async Task RunAsync()
    {
        var commands = RunbookPage.Commands.Replace("127.0.0.1:8080", $"127.0.0.1:{_port}", StringComparison.Ordinal);
        commands = Place().Replace(commands, _world.FullName + "/");
        var script = $"set -euo pipefail; trap 'echo \"failed: $BASH_COMMAND\" >&2' ERR; trap 'kill $(cat \"{At("pid")}\") 2>/dev/null || true' EXIT; cd '{_world.FullName}'\n{commands}";
        var start = new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = At("bin") + ":" + start.Environment["PATH"];
        start.Environment["WORLD"] = _world.FullName;
        start.Environment["UNITS"] = Files.At("systemd");
        start.Environment["PORT"] = $"{_port}";
        start.Environment["HOST_PROGRAM"] = Program.LibraryOf("src", "CallGrains.Host", "callgrains-host");
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, string.Concat(said));
    }

    private void WritePrograms()
    {
        Directory.CreateDirectory(At("bin"));
        var programs = Path.Combine(Program.Root, "tests", "CallGrains.Deploy.Tests", "Runbook");
        File.Copy(Path.Combine(programs, "systemctl"), At("bin/systemctl"));
        foreach (var name in new[] { "kubectl", "docker", "journalctl" })
        {
            File.Copy(Path.Combine(programs, "names"), At("bin/" + name));
        }

        File.WriteAllText(At("bin/callgrains"), $"#!/bin/sh\nexec dotnet '{Program.LibraryOf("src", "CallGrains.Tool", "callgrains-tool")}' \"$@\"\n");
        foreach (var program in Directory.GetFiles(At("bin")))
        {
            Files.Open(program);
        }

        // The checkout's own deploy folder, in which secrets are made.
        Directory.CreateDirectory(At("deploy/kubernetes"));
        File.Copy(Files.At("kubernetes", "kustomization.yaml"), At("deploy/kubernetes/kustomization.yaml"));
        Directory.CreateDirectory(At("deploy/compose"));
        foreach (var file in new[] { "prepare.sh", "compose.yaml" })
        {
            File.Copy(Files.At("compose", file), At("deploy/compose/" + file));
        }
    }

    /// <summary>A cluster's database with a journal, and an empty one.</summary>
    private async Task WriteDatabasesAsync(PrivatePostgres postgres)
    {
        Directory.CreateDirectory(At("etc/callgrains"));
        foreach (var (database, file) in new[] { ("calls", "cluster.conf"), ("empty", "empty.conf") })
        {
            await using var server = new Npgsql.NpgsqlConnection(postgres.ConnectionString());
            await server.OpenAsync();
            await using var create = new Npgsql.NpgsqlCommand($"CREATE DATABASE {database}", server);
            await create.ExecuteNonQueryAsync();
            File.WriteAllText(At("etc/callgrains/" + file), postgres.ConnectionString(database));
        }

        var options = new PostgresJournalOptions { ConnectionString = postgres.ConnectionString("calls") };
        await PostgresJournal.Open(options).DisposeAsync();
        PostgresCluster.Open(options).ReadOrAdd(_ => new byte[32]);
    }

    private void WriteKnown() => File.WriteAllLines(
        At("known"),
        [
            .. ComposeFile.Services.Keys.Select(s => "service " + s),
            .. Manifests.Deployments.Select(d => "deployment/" + d.Metadata.Name),
            .. Manifests.Deployments.Select(d => $"image {d.Spec.Template.Spec.Containers[0].Name}={d.Spec.Template.Spec.Containers[0].Image}"),
            .. Manifests.All.OfType<V2HorizontalPodAutoscaler>().Select(h => "hpa/" + h.Metadata.Name),
            .. Manifests.All.OfType<V1Namespace>().Select(n => "namespace " + n.Metadata.Name),
            .. Manifests.Kustomization["labels"]![0]!["pairs"]!.AsObject().Select(l => $"label {l.Key}={l.Value}"),
        ]);

    [GeneratedRegex("/(?=(etc|var/(lib|backups))/callgrains)")]
    private static partial Regex Place();

    [GeneratedRegex(@"^\s*- alert: (\S+)", RegexOptions.Multiline)]
    private static partial Regex Alert();
}
