using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;

namespace CallGrains.Applications.Tests;

/// <summary>A program of a user, as a process.</summary>
public sealed class OwnProgramTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Its_own_OpenAPI_document_and_the_hosts_are_apart()
    {
        await using var program = await RunningAsync();
        using var http = new HttpClient { BaseAddress = program.Url };
        var own = JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!["paths"]!.AsObject();
        var host = JsonNode.Parse(await http.GetStringAsync("/openapi/callgrains.json", TestContext.Current.CancellationToken))!["paths"]!.AsObject();
        Assert.Equal(["/orders/{id}"], own.Select(p => p.Key));
        Assert.Contains("/api/calls", host.Select(p => p.Key));
        Assert.DoesNotContain("/orders/{id}", host.Select(p => p.Key));
        Assert.Equal("Healthy", await http.GetStringAsync("/health", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Wrong_settings_refuse_its_start_in_sentences()
    {
        var (code, said) = await EndedAsync("--CallGrains:Port=abc", "--CallGrains:Jornal=memory");
        Assert.Equal(1, code);
        Assert.Equal(
            """
            CallGrains cannot start with these settings:
              CallGrains:Jornal is no setting; did you mean CallGrains:Journal?
              CallGrains:Port is 'abc'; write a whole number.
            """,
            said.Trim(),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task A_journal_that_cannot_be_opened_refuses_it_in_a_sentence()
    {
        var (code, said) = await EndedAsync("--CallGrains:Journal=Host=127.0.0.1;Port=9;Username=nobody;Database=calls;Timeout=1", "--CallGrains:Port=0");
        Assert.Equal(1, code);
        Assert.Contains("CallGrains cannot start: The journal's database is not available", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_refuses_it_in_a_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var (code, said) = await EndedAsync($"--CallGrains:Port={((IPEndPoint)taken.LocalEndpoint).Port}");
        Assert.Equal(1, code);
        Assert.Equal(said.IndexOf("CallGrains cannot start: ", StringComparison.Ordinal), said.LastIndexOf("CallGrains cannot start: ", StringComparison.Ordinal));
        Assert.Contains("address already in use", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Said)> EndedAsync(params string[] arguments)
    {
        await using var program = new OwnProgram(arguments);
        return await program.EndAsync(Limit);
    }

    private static async Task<OwnProgram> RunningAsync()
    {
        var program = new OwnProgram("--CallGrains:Port=0");
        await program.ListeningAsync(Limit);
        return program;
    }

    private sealed class OwnProgram : IAsyncDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("callgrains-program-");
        private readonly StringBuilder _said = new();
        private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Process _process;

        public OwnProgram(params string[] arguments)
        {
            var configuration = typeof(OwnProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Configuration").Value!;
            var dll = Path.Combine(Root(), "tests", "CallGrains.Applications.Program", "bin", configuration, "net10.0", "CallGrains.Applications.Program.dll");
            string[] all = [dll, "--CallGrains:Data=" + _folder.FullName, "--CallGrains:Provision=false", "--Bandwidth:BaseUrl=http://127.0.0.1:9", .. arguments];
            var start = new ProcessStartInfo("dotnet", all) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
            _process = Process.Start(start)!;
            _process.OutputDataReceived += (_, e) => Keep(e.Data);
            _process.ErrorDataReceived += (_, e) => Keep(e.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public Uri Url => _listening.Task.Result;

        public Task<Uri> ListeningAsync(TimeSpan limit) => _listening.Task.WaitAsync(limit);

        public async Task<(int Code, string Said)> EndAsync(TimeSpan limit)
        {
            await _process.WaitForExitAsync().WaitAsync(limit);
            lock (_said)
            {
                return (_process.ExitCode, _said.ToString());
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (!_process.HasExited)
            {
                _process.Kill();
                await _process.WaitForExitAsync();
            }

            _process.Dispose();
            _folder.Delete(recursive: true);
        }

        private void Keep(string? line)
        {
            const string Listening = "Now listening on: ";
            lock (_said)
            {
                _said.AppendLine(line);
            }

            if (line?.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                _listening.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
            }
        }

        private static string Root()
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "CallGrains.sln")))
            {
                folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("CallGrains.sln is in no folder above the tests.");
            }

            return folder;
        }
    }
}
