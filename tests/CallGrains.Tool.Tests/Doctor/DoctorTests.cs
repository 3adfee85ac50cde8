using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using CallGrains.Simulator;
using CallGrains.Storage;
using CallGrains.Testing;
using CallGrains.TestSupport.Programs;
using CallGrains.Tool.Doctor;
using CallGrains.Tool.Tests.Support;
using Npgsql;

namespace CallGrains.Tool.Tests.Doctor;

/// <summary>Faults that are planted one by one are found, each with a sentence what to do.</summary>
[Collection(nameof(LiveHost))]
public sealed class DoctorTests(LiveHost host) : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_installation_without_a_fault_has_nothing_to_fix()
    {
        var run = await Run.ToolAsync(["doctor", "--folder", _folder.Path, "--environment", "Development", .. host.Settings, "--host", host.Url, "--api-key", LiveHost.Key]);

        Assert.True(run.Status == 0, run.Out + run.Error);
        Assert.EndsWith("Nothing to fix.\n", run.Out, StringComparison.Ordinal);
        Assert.All(["settings", "files", "journal", "carrier", "clock", "public-url", "host", "versions"], check => Assert.Matches($"ok    {check}", run.Out));
    }

    [Fact]
    public async Task Wrong_key()
    {
        await FindsAsync("keys", "Fail", "refuses this API key (401); give one of CallGrains:Operations with --api-key", "--host", host.Url, "--api-key", "no");
        await FindsAsync("keys", "Fail", "refuses who has no key", "--remote", "--host", host.Url);
    }

    [Fact]
    public async Task Database_that_does_not_answer() => await FindsAsync(
        "database", "Fail", "Start the server, open its port, or correct the connection string.", "--set", $"CallGrains:Journal=Host=127.0.0.1;Port={Tick.FreePort()};Database=calls;Username=calls;Password=p");

    [Fact]
    public async Task Journal_of_a_newer_format()
    {
        await using (SqliteJournal.Open(new SqliteJournalOptions { Path = Path.Combine(_folder.Path, "journal.db") }))
        {
        }

        using (var database = SqliteDatabase.Open(Path.Combine(_folder.Path, "journal.db"), TimeSpan.FromSeconds(5), create: false))
        {
            database.Execute("PRAGMA user_version = 99");
        }

        await FindsAsync("journal", "Fail", "was written by a newer version (format 99, this one knows up to", "--data", _folder.Path);
    }

    [Fact]
    public async Task File_of_another_program_for_a_journal()
    {
        using (var database = SqliteDatabase.Open(Path.Combine(_folder.Path, "journal.db"), TimeSpan.FromSeconds(5), create: true))
        {
            database.Execute("CREATE TABLE other (a INTEGER)");
        }

        await FindsAsync("journal", "Fail", "is no journal of CallGrains", "--data", _folder.Path);
    }

    [Fact]
    public async Task Clock_that_differs_from_the_carriers()
    {
        await using var carrier = await FakeSimulator.StartAsync(_ => (200, "[]"));
        carrier.AnswerHeaders["Date"] = DateTimeOffset.UtcNow.AddMinutes(-7).ToString("R", CultureInfo.InvariantCulture);

        await FindsAsync("clock", "Fail", "s ahead of bandwidth's; let it be set by NTP", "--carrier", carrier.Url);
    }

    [Fact]
    public async Task Public_address_that_leads_elsewhere()
    {
        await using var other = await FakeSimulator.StartAsync(_ => (404, "nobody"));
        string[] settings = ["--set", "CallGrains:CapabilityKey=" + Convert.ToBase64String(new byte[32])];

        await FindsAsync("public-url", "Fail", "correct DNS, the proxy's target, or the address", ["--set", $"CallGrains:PublicUrl={other.Url}", .. settings]);
        await FindsAsync("public-url", "Fail", "Nothing listens at 127.0.0.1", ["--set", $"CallGrains:PublicUrl=http://127.0.0.1:{Tick.FreePort()}", .. settings]);
    }

    [Fact]
    public async Task Public_address_that_leads_here()
    {
        var findings = await DiagnoseAsync([.. host.Settings, "--set", $"CallGrains:PublicUrl={host.Url}"]);
        Assert.Contains(findings, f => f.Check == "public-url" && f.Severity == "ok" && f.Text.EndsWith("leads to this host.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Public_address_that_is_missing() =>
        await FindsAsync("public-url", "Fail", "cannot reach the host. Write the address", "--set", "CallGrains:Carrier=telnyx", "--set", "Telnyx:BaseUrl=http://192.0.2.1:9", "--set", "Telnyx:ApiKey=KEY", "--set", "Telnyx:ConnectionId=1", "--set", $"Telnyx:PublicKeys:0={Convert.ToBase64String(new byte[32])}");

    [Fact]
    public async Task Credentials_that_the_carrier_refuses()
    {
        await FindsAsync("carrier", "Fail", "refuses the credentials of u-simulator (401); copy Bandwidth:UserId, Token and Secret", "--carrier", host.Simulator.AbsoluteUri, "--set", "Bandwidth:Secret=wrong");
        await FindsAsync("carrier", "Fail", "does not answer", "--carrier", $"http://127.0.0.1:{Tick.FreePort()}");
    }

    [Fact]
    public async Task Key_of_Telnyx_that_signs_nothing()
    {
        await using var telnyx = await SimulatorServer.StartAsync(new SimulatorOptions { Port = 0, Carrier = SimulatedCarrier.Telnyx });
        var account = await Tool.Up.TelnyxSamples.SetUpAsync(telnyx.Url, new Uri(host.Url), CancellationToken.None);
        string[] Settings(string key, string apiKey = "KEY-simulator") => [.. account.Select(a => (Key: a.Key.Replace("__", ":", StringComparison.Ordinal), a.Value)).SelectMany(a => new[]
        {
            "--set", a.Key.StartsWith("Telnyx:PublicKeys", StringComparison.Ordinal) ? $"{a.Key}={key}" : a.Key == "Telnyx:ApiKey" ? $"{a.Key}={apiKey}" : $"{a.Key}={a.Value}",
        })];

        await FindsAsync("keys", "Fail", "which is none of Telnyx:PublicKeys: every webhook is refused. Copy the key", Settings(Convert.ToBase64String(new byte[32])));
        await FindsAsync("carrier", "Fail", "telnyx refuses the API key (401); make one in the portal", Settings(telnyx.PublicKey!, "KEY-other"));
        var well = await DiagnoseAsync(Settings(telnyx.PublicKey!));
        Assert.Equal(2, well.Count(f => f.Severity == "ok" && f.Check is "keys" or "carrier"));
    }

    [Fact]
    public async Task Port_that_another_program_has()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        _ = HangUpAsync(listener);
        await FindsAsync("ports", "Fail", $"Port {port} is taken by ", "--set", $"CallGrains:Port={port}");
        await using var web = await FakeSimulator.StartAsync(_ => (200, "<html>"));
        await FindsAsync("ports", "Fail", "is no host of CallGrains", "--set", $"CallGrains:Port={new Uri(web.Url).Port}");
    }

    [Fact]
    public async Task Unknown_setting()
    {
        _folder.Write("appsettings.json", """{ "CallGrains": { "PublicUlr": "https://calls.example.com", "Port": 70000 } }""");

        await FindsAsync("settings", "Fail", "CallGrains:PublicUlr is no setting; did you mean CallGrains:PublicUrl?");
        await FindsAsync("settings", "Fail", "CallGrains:Port is 70000; write 0 to 65535 (--port).");
    }

    [Fact]
    public async Task Versions_that_differ()
    {
        const string Note = "not all processes are of one version: this one is of 2.0.0, 1 silos of 1.0.0; finish the deployment";
        await using var other = await FakeSimulator.StartAsync(request => request.Contains("/readyz", StringComparison.Ordinal)
            ? (200, $$"""{"ready":true,"checks":[{"name":"gateway","missing":null,"note":"{{Note}}","ready":true}]}""")
            : (200, """{"items":[]}"""));
        other.AnswerHeaders["CallGrains-Version"] = "2.0.0";

        await FindsAsync("versions", "Warn", $"The host is of version 2.0.0, this tool of {HostChecks.Version}; install the same of both", "--remote", "--host", other.Url);
        await FindsAsync("host", "Warn", Note, "--remote", "--host", other.Url);
    }

    [Fact]
    public async Task Data_folder_that_cannot_be_written()
    {
        var file = _folder.Write("no-folder", "");
        await FindsAsync("files", "Fail", "cannot be written", "--data", Path.Combine(file, "data"));
        if (OperatingSystem.IsLinux())
        {
            await FindsAsync("files", "Fail", "name a folder of the host's user (CallGrains:Data, --data)", "--data", "/proc/callgrains");
        }
    }

    [Theory]
    [InlineData(50_000_000, "Fail", "has 50 MB left; free some, keep less (CallGrains:Retention), or move the folder.")]
    [InlineData(500_000_000, "Warn", "has 500 MB left")]
    public async Task Disk_that_is_full(long free, string severity, string text)
    {
        await using var of = Installation.Read(new SettingsPlace(_folder.Path, "Development", new Dictionary<string, string?> { ["CallGrains:Data"] = _folder.Path }));

        var finding = FileChecks.Run(of, _ => free).First();

        Assert.Equal(("files", severity), (finding.Check, finding.Severity.ToString()));
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_that_every_user_can_read()
    {
        var file = _folder.Write("password", "secret");
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
        }
        else
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        }

        await FindsAsync("files", "Fail", $"chmod 600 '{file}'", "--set", $"CallGrains:JournalPasswordFile={file}");
    }

    /// <summary>And what <c>migrate</c> says of its database: the server is started once for both.</summary>
    [Fact]
    public async Task Cluster_without_a_key_of_capability_URLs()
    {
        Assert.SkipWhen(PrivatePostgres.Obstacle is not null, PrivatePostgres.Obstacle ?? "");
        await using var postgres = await PrivatePostgres.StartAsync();
        var file = _folder.Write("cluster.conf", postgres.ConnectionString());
        Assert.Contains("holds no journal", (await Run.ToolAsync("migrate", "--cluster-file", file)).Error, StringComparison.Ordinal);
        await using (PostgresJournal.Open(new PostgresJournalOptions { ConnectionString = postgres.ConnectionString() }))
        {
        }

        Assert.EndsWith("nothing to do.\n", (await Run.ToolAsync("migrate", "--cluster-file", file)).Out, StringComparison.Ordinal);
        string[] cluster = ["--set", $"CallGrains:Cluster:ConnectionString={postgres.ConnectionString()}"];
        await FindsAsync("keys", "Fail", "no key of capability URLs: what the carrier was given before is refused. Restore the table", cluster);
        PostgresCluster.Open(new PostgresJournalOptions { ConnectionString = postgres.ConnectionString() }).ReadOrAdd(_ => new byte[32]);
        Assert.Contains(await DiagnoseAsync(cluster), f => f is { Check: "keys", Severity: "ok" });
        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString()) { Database = "nowhere" };
        await FindsAsync("database", "Fail", "Make it (createdb), or correct the name.", "--set", $"CallGrains:Cluster:ConnectionString={wrong}");
    }

    [Fact]
    public async Task Host_that_is_not_ready()
    {
        await using var sick = await FakeSimulator.StartAsync(_ => (503, """{"ready":false,"checks":[{"name":"journal","missing":"the disk is full","ready":false}]}"""));

        await FindsAsync("host", "Fail", "The host is not ready: journal: the disk is full", "--remote", "--host", sick.Url);
        await FindsAsync("host", "Fail", "No host answers at", "--remote", "--host", $"http://127.0.0.1:{Tick.FreePort()}");
    }

    /// <summary>Whoever comes is sent away, until the listener ends.</summary>
    private static async Task HangUpAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                (await listener.AcceptTcpClientAsync()).Dispose();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    /// <summary>With the live host's carrier and a port of its own, unless the fault is planted there.</summary>
    private async Task FindsAsync(string check, string severity, string text, params string[] options)
    {
        var findings = await DiagnoseAsync(options);
        Assert.True(
            findings.Any(f => f.Check == check && f.Severity.Equals(severity, StringComparison.OrdinalIgnoreCase) && f.Text.Contains(text, StringComparison.Ordinal)),
            $"{check}: '{text}' is not among\n{string.Join('\n', findings)}");
    }

    private async Task<List<Told>> DiagnoseAsync(string[] options)
    {
        string[] usual =
        [
            .. options.Contains("--carrier") || options.Any(o => o.StartsWith("Bandwidth:BaseUrl", StringComparison.Ordinal)) ? [] : new[] { "--carrier", host.Simulator.AbsoluteUri },
            .. options.Any(o => o.Contains(":Port=", StringComparison.Ordinal)) || File.Exists(Path.Combine(_folder.Path, "appsettings.json")) ? [] : new[] { "--set", $"CallGrains:Port={Tick.FreePort()}" },
        ];
        var run = await Run.ToolAsync(["doctor", "--json", "--folder", _folder.Path, "--environment", "Development", .. usual, .. options]);
        var findings = JsonNode.Parse(run.Out)!.AsArray().Select(f => new Told((string)f!["check"]!, (string)f["severity"]!, (string)f["text"]!)).ToList();
        Assert.Equal(findings.Any(f => f.Severity == "fail") ? 1 : 0, run.Status);
        return findings;
    }

    private sealed record Told(string Check, string Severity, string Text);
}
