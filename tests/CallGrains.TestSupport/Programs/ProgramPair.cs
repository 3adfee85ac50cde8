using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CallGrains.TestSupport.Programs;

/// <summary>What <c>./callgrains up</c> starts: a simulator, and a host with the sample flows.</summary>
public sealed class ProgramPair : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("callgrains-pair-");

    private Func<Task<Program>> _start = null!;

    private ProgramPair()
    {
    }

    public Program Simulator { get; private set; } = null!;

    public Program Host { get; private set; } = null!;

    /// <summary>Holds the host's data; removed at the end.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Both are ready when it returns.</summary>
    /// <param name="speed">How much faster than real time the simulator's runs.</param>
    /// <param name="host">What else the host is told.</param>
    public static async Task<ProgramPair> StartAsync(double speed, params string[] host)
    {
        var pair = new ProgramPair();
        try
        {
            pair.Simulator = await Program.StartSimulatorAsync(speed, Tick.FreePort());
            var port = Tick.FreePort();
            pair._start = () => Program.StartHostAsync(pair.Simulator.Url, pair.Folder, port, host);
            pair.Host = await pair._start();
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// As <c>./callgrains up --carrier telnyx</c>: the account is set up as a person does it in the portal, and handed
    /// to the host, with more time for an answer than usual: a busy machine is none of the host's faults. Both are
    /// ready when it returns.
    /// </summary>
    /// <param name="speed">How much faster than real time the simulator's runs.</param>
    /// <param name="host">What else the host is told.</param>
    public static async Task<ProgramPair> StartTelnyxAsync(double speed, params string[] host)
    {
        var pair = new ProgramPair();
        try
        {
            pair.Simulator = await Program.StartSimulatorAsync(speed, Tick.FreePort(), "--carrier", "telnyx");
            var port = Tick.FreePort();
            string[] settings = ["CallGrains:Carrier=telnyx", "Telnyx:TranscribeRecordings=true", $"Telnyx:BaseUrl={pair.Simulator.Url}", .. await AccountAsync(pair.Simulator.Url, $"http://127.0.0.1:{port}/callbacks/telnyx")];
            pair._start = () => Program.StartHostAsync(pair.Simulator.Url, pair.Folder, port, [.. settings.SelectMany(setting => new[] { "--set", setting }), .. host]);
            pair.Host = await pair._start();
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the host (kill -9) and starts it again, as it was.</summary>
    public async Task KillHostAsync()
    {
        await Host.KillAsync();
        await Host.DisposeAsync();
        Host = await _start();
    }

    private static async Task<string[]> AccountAsync(Uri simulator, string webhook)
    {
        using var http = new HttpClient { BaseAddress = simulator };
        var account = (await http.GetFromJsonAsync<JsonObject>("/sim/account"))!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)account["apiKey"]);
        var connection = await MakeAsync("call_control_applications", new { application_name = "samples", webhook_event_url = webhook, webhook_api_version = "2", webhook_timeout_secs = 30 });
        var profile = await MakeAsync("messaging_profiles", new { name = "samples", webhook_url = webhook, whitelisted_destinations = new[] { "*" } });
        var numbers = Enumerable.Range(0, 6).Select(at => new { phone_number = $"+1555010{at}" });
        await MakeAsync("number_orders", new { phone_numbers = numbers, connection_id = connection, messaging_profile_id = profile });
        return [$"Telnyx:ApiKey={account["apiKey"]}", $"Telnyx:PublicKeys:0={account["publicKey"]}", $"Telnyx:ConnectionId={connection}"];

        async Task<string> MakeAsync(string path, object body)
        {
            using var answer = await http.PostAsJsonAsync($"/v2/{path}", body);
            return (string)(await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!["data"]!["id"]!;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in new[] { Host, Simulator }.OfType<Program>())
        {
            await program.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
