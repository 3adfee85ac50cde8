using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace CallGrains.Simulator.Tests.Support;

/// <summary>
/// A simulator on a virtual clock, an application's receiver, and clients for both sides of the wire.
/// </summary>
internal sealed class Carrier : IAsyncDisposable
{
    public const string AppNumber = "+15550100";
    public const string Caller = "+15550199";

    private readonly SimulatorServer _server;
    private readonly HttpClient _api;
    private readonly HttpClient _phone;

    private Carrier(SimulatorServer server, FakeTimeProvider clock, Receiver app)
    {
        _server = server;
        Clock = clock;
        App = app;
        _api = new HttpClient { BaseAddress = new Uri($"{server.Url}v1/users/{SimulatorOptions.UserId}/") };
        _api.DefaultRequestHeaders.Authorization = Basic(SimulatorOptions.Token, SimulatorOptions.Secret);
        _phone = new HttpClient { BaseAddress = new Uri($"{server.Url}sim/") };
    }

    public FakeTimeProvider Clock { get; }

    public Receiver App { get; }

    public Uri Url => _server.Url;

    public HttpClient Api => _api;

    public IEnumerable<string> Routes => _server.Routes;

    /// <summary>
    /// Keys are pressed at once, and recordings made without the programs of this machine, unless
    /// <paramref name="change"/> says otherwise.
    /// </summary>
    public static Task<Carrier> StartAsync(int seed = 1, int history = 20_000, bool limits = false, int conferenceMembers = 20, Func<SimulatorOptions, SimulatorOptions>? change = null)
    {
        var clock = FakeClock.Create();
        var options = new SimulatorOptions
        {
            Port = 0,
            Seed = seed,
            Clock = clock,
            History = history,
            Limits = limits,
            ConferenceMembers = conferenceMembers,
            KeyGap = TimeSpan.Zero,
            SpeechProgram = "",
            Mp3Program = "",
        };
        return StartAsync(change?.Invoke(options) ?? options, clock);
    }

    /// <summary>A carrier on real time, scaled.</summary>
    public static Task<Carrier> StartScaledAsync(double speed) => StartAsync(new SimulatorOptions { Port = 0, Speed = speed }, FakeClock.Create());

    private static async Task<Carrier> StartAsync(SimulatorOptions options, FakeTimeProvider clock) =>
        new(await SimulatorServer.StartAsync(options), clock, await Receiver.StartAsync());

    public static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    /// <summary>Binds <see cref="AppNumber"/> (or another) to a new application at the receiver.</summary>
    public async Task BindAsync(bool autoAnswer = true, string number = AppNumber, JsonObject? more = null, string? url = null)
    {
        var application = new JsonObject { ["name"] = "test", ["incomingCallUrl"] = url ?? $"{App.Url}/in", ["autoAnswer"] = autoAnswer };
        foreach (var (name, value) in more ?? [])
        {
            application[name] = value?.DeepClone();
        }

        var id = await CreateAsync("applications", application);
        await CreateAsync("phoneNumbers", new { number, applicationId = id });
    }

    /// <summary>Creates a resource and gives its id, the last part of the Location.</summary>
    public async Task<string> CreateAsync(string path, object body)
    {
        using var answer = await PostAsync(path, body);
        Assert.True((int)answer.StatusCode == 201, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return answer.Headers.Location!.Segments[^1];
    }

    public Task<HttpResponseMessage> PostAsync(string path, object body) => _api.PostAsJsonAsync(path, body);

    public async Task OkAsync(string path, object body)
    {
        using var answer = await PostAsync(path, body);
        Assert.True((int)answer.StatusCode == 200, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Posts what must fail; gives status and error code.</summary>
    public async Task<(int Status, string? Category, string? Code, string? Message)> ErrorAsync(string path, object body)
    {
        using var answer = await PostAsync(path, body);
        return await ErrorOfAsync(answer);
    }

    public static async Task<(int Status, string? Category, string? Code, string? Message)> ErrorOfAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return ((int)answer.StatusCode, (string?)error["category"], (string?)error["code"], (string?)error["message"]);
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _api.GetStringAsync(path))!;

    /// <summary>Stores a WAV of some seconds; gives its address.</summary>
    public async Task<string> FileAsync(string name, double seconds = 3)
    {
        var data = (int)(seconds * 16_000);
        byte[] header = [.. "RIFF"u8, .. BitConverter.GetBytes(36 + data), .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 64, 31, 0, 0, 128, 62, 0, 0, 2, 0, 16, 0, .. "data"u8, .. BitConverter.GetBytes(data)];
        await PutAsync(name, [.. header, .. new byte[data]]);
        return $"{_api.BaseAddress}media/{name}";
    }

    public async Task PutAsync(string name, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        using var answer = await _api.PutAsync($"media/{name}", content);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A phone calls the application's number.</summary>
    public async Task<string> RingAsync(string from = Caller, string to = AppNumber) => (string)(await PhoneAsync("calls", new { from, to }))["callId"]!;

    public async Task<JsonNode> PhoneAsync(string path, object? body = null)
    {
        using var answer = await _phone.PostAsJsonAsync(path, body ?? new { });
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public Task<HttpResponseMessage> TryPhoneAsync(string path, object body) => _phone.PostAsJsonAsync(path, body);

    public async Task<JsonNode> LookAsync(string path) => JsonNode.Parse(await _phone.GetStringAsync(path))!;

    public Task PressAsync(string callId, string digits) => PhoneAsync($"calls/{callId}/digits", new { digits });

    /// <summary>An outbound call with its events at the receiver; owns its number first.</summary>
    public async Task<string> DialAsync(string to, object? more = null)
    {
        using var owned = await PostAsync("phoneNumbers", new { number = "+15550111" });
        var body = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(more ?? new { }))!.AsObject();
        body["from"] = "+15550111";
        body["to"] = to;
        body["callbackUrl"] ??= $"{App.Url}/out";
        return await CreateAsync("calls", body);
    }

    /// <summary>
    /// Looks again and again until it sees what is met: for facts that follow an event's answer, of which nobody is
    /// told.
    /// </summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> met)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var seen = await look();
            if (met(seen))
            {
                return seen;
            }

            if (patience.IsCancellationRequested)
            {
                Assert.Fail($"Looked in vain; the last look: {seen}");
            }
        }
    }

    /// <summary>A call as its phone knows it, once that is met.</summary>
    public Task<JsonNode> CallUntilAsync(string callId, Func<JsonNode, bool> met) => UntilAsync(() => LookAsync($"calls/{callId}"), met);

    public async Task<string?> StateAsync(string callId) => (string?)(await GetAsync($"calls/{callId}"))["state"];

    /// <summary>The carrier's log of a call, e.g. <c>playback start</c>.</summary>
    public async Task<IReadOnlyList<string>> LogAsync(string callId) =>
        [.. (await GetAsync($"calls/{callId}/events")).AsArray().Select(entry => $"{entry!["name"]} {entry["data"]}".TrimEnd())];

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await App.DisposeAsync();
        _api.Dispose();
        _phone.Dispose();
    }
}
