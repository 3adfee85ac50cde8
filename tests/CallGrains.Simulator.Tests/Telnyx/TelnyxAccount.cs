using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace CallGrains.Simulator.Tests.Telnyx;

/// <summary>
/// A simulator of Telnyx on a clock that the test moves, with an application, a profile and a number.
/// </summary>
internal sealed class TelnyxAccount : IAsyncDisposable
{
    public const string Number = "+15550100", Caller = "+15550177", Colleague = "+15550199";

    private readonly SimulatorServer _server;
    private readonly HttpClient _api, _phone;

    private TelnyxAccount(SimulatorServer server, FakeTimeProvider clock, Receiver app)
    {
        (_server, Clock, App) = (server, clock, app);
        _api = new HttpClient { BaseAddress = new Uri(server.Url, "/v2/") };
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SimulatorOptions.TelnyxApiKey);
        _phone = new HttpClient { BaseAddress = new Uri(server.Url, "/sim/") };
    }

    public FakeTimeProvider Clock { get; }

    public Receiver App { get; }

    public HttpClient Api => _api;

    public IEnumerable<string> Routes => _server.Routes;

    public string Connection { get; private set; } = "";

    public static async Task<TelnyxAccount> StartAsync(string? failover = null)
    {
        var clock = FakeClock.Create();
        var server = await SimulatorServer.StartAsync(new SimulatorOptions { Carrier = SimulatedCarrier.Telnyx, Port = 0, Seed = 1, Clock = clock });
        var account = new TelnyxAccount(server, clock, await Receiver.StartAsync());
        account.Connection = (string)(await account.PostAsync("call_control_applications", new
        {
            application_name = "desk",
            webhook_event_url = $"{account.App.Url}/calls",
            webhook_event_failover_url = failover is null ? "" : account.App.Url + failover,
            webhook_api_version = "2",
        }))["id"]!;
        var profile = (string)(await account.PostAsync("messaging_profiles", new { name = "texts", webhook_url = $"{account.App.Url}/texts", whitelisted_destinations = new[] { "*" } }))["id"]!;
        await account.PostAsync("number_orders", new { phone_numbers = new[] { new { phone_number = Number } }, connection_id = account.Connection, messaging_profile_id = profile });
        return account;
    }

    /// <summary>What a request is answered under <c>data</c>; it must be taken.</summary>
    public async Task<JsonNode> PostAsync(string path, object? body = null)
    {
        using var answer = await _api.PostAsJsonAsync(path, body ?? new { });
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!["data"]!;
    }

    public Task<JsonNode> ActAsync(string call, string verb, object? body = null) => PostAsync($"calls/{call}/actions/{verb}", body);

    /// <summary>Status, code and pointer of a request that must be refused.</summary>
    public async Task<(int Status, string? Code, string? Pointer)> RefusedAsync(string path, object? body = null)
    {
        using var answer = await _api.PostAsJsonAsync(path, body ?? new { });
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]![0]!;
        return ((int)answer.StatusCode, (string?)error["code"], (string?)error["source"]?["pointer"]);
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _api.GetStringAsync(path))!;

    public async Task<string> RingAsync() => (string)(await PhoneAsync("calls", new { from = Caller, to = Number }))["callId"]!;

    public async Task<string> AnsweredAsync()
    {
        var call = await RingAsync();
        await ActAsync(call, "answer");
        await EventsUntilAsync(call, "call.answered");
        return call;
    }

    public async Task<JsonNode> PhoneAsync(string path, object? body = null)
    {
        using var answer = await _phone.PostAsJsonAsync(path, body ?? new { });
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public async Task<JsonNode> LookAsync(string path) => JsonNode.Parse(await _phone.GetStringAsync(path))!;

    /// <summary>The events of a call up to one of a type, each with its status where it has one.</summary>
    public async Task<IReadOnlyList<string>> EventsUntilAsync(string call, string last)
    {
        await App.UntilAsync(all => all.Any(entry => IsOf(entry, call) && Short(entry) == last), () => last);
        return Events(call);
    }

    public IReadOnlyList<string> Events(string call) => [.. App.All().Where(entry => IsOf(entry, call)).Select(Short)];

    public JsonObject Payload(string call, string type) => Data(App.All().First(entry => IsOf(entry, call) && (string?)Data(entry)["event_type"] == type))["payload"]!.AsObject();

    /// <summary>The leg that a transfer has made, once it is told of.</summary>
    public async Task<string> LegToAsync(string number)
    {
        bool IsIt(Received entry) => (string?)Data(entry)["event_type"] == "call.initiated" && (string?)Data(entry)["payload"]!["direction"] == "outgoing" && (string?)Data(entry)["payload"]!["to"] == number;
        await App.UntilAsync(all => all.Any(IsIt), () => $"a leg to {number}");
        return (string)Data(App.All().First(IsIt))["payload"]!["call_control_id"]!;
    }

    public static JsonObject Data(Received entry) => entry.Fields["data"]!.AsObject();

    private static bool IsOf(Received entry, string call) => (string?)Data(entry)["payload"]!["call_control_id"] == call || (string?)Data(entry)["payload"]!["id"] == call;

    private static string Short(Received entry)
    {
        var payload = Data(entry)["payload"]!;
        var more = payload["status"] ?? payload["hangup_cause"] ?? payload["digit"] ?? payload["result"] ?? (payload["to"] as JsonArray)?[0]!["status"];
        return $"{Data(entry)["event_type"]} {more}".TrimEnd();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await App.DisposeAsync();
        _api.Dispose();
        _phone.Dispose();
    }
}
