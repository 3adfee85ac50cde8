using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CallGrains.TestSupport.Programs;

/// <summary>The people at the other end, and the simulator's record of what went over the wire.</summary>
public sealed class Phone(Uri simulator, TimeSpan? between = null)
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = simulator, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>
    /// Calls, and lets it ring for as long as the carrier allows: how soon our program answers depends on the machine,
    /// and the carrier's time may be fast.
    /// </summary>
    public async Task<string> DialAsync(string from, string to)
    {
        var answer = await PostAsync("/sim/calls", new { from, to, timeout = 300 });
        return (string)answer["callId"]!;
    }

    public Task PressAsync(string callId, string digits) => PostAsync($"/sim/calls/{callId}/digits", new { digits });

    /// <summary>Puts the phone down; harmless when the call has ended.</summary>
    public async Task HangUpAsync(string callId) => (await _http.PostAsync(new Uri($"/sim/calls/{callId}/hangup", UriKind.Relative), null)).Dispose();

    public async Task<SimCall> LookAsync(string callId) => new((await _http.GetFromJsonAsync<JsonObject>($"/sim/calls/{callId}"))!);

    public Task<SimCall> UntilAsync(string callId, Func<SimCall, bool> fact, string what, TimeSpan? limit = null)
    {
        SimCall? last = null;
        return Tick.UntilAsync(
            async () => fact(last = await LookAsync(callId)) ? last : null,
            () => $"{callId}: waited for '{what}' in vain; the call is {last?.Json.ToJsonString()}",
            limit,
            between);
    }

    public Task<SimCall> HearsAsync(string callId, string text) => UntilAsync(callId, c => c.HasHeard(text), text);

    public Task<SimCall> EndsAsync(string callId, TimeSpan? limit = null) => UntilAsync(callId, c => c.IsOver, "the end", limit);

    public Task<IReadOnlyList<JsonObject>> RequestsAsync(string? callId = null) => ListAsync("/sim/requests", callId);

    public Task<IReadOnlyList<JsonObject>> CallbacksAsync(string? callId = null) => ListAsync("/sim/callbacks", callId);

    /// <summary>The person at the phone speaks.</summary>
    public Task SayAsync(string callId, string text) => PostAsync($"/sim/calls/{callId}/say", new { text });

    /// <summary>How often a phone was called.</summary>
    public async Task<int> CallsOfAsync(string number) =>
        (await _http.GetFromJsonAsync<JsonObject>($"/sim/calls?number={Uri.EscapeDataString(number)}"))!["items"]!.AsArray().Count;

    public Task TextAsync(string from, string to, string text) => PostAsync("/sim/messages", new { from, to, text });

    /// <summary>Waits until a phone has got this text.</summary>
    public Task<string> GetsTextAsync(string number, Func<string, bool> wanted, string what, TimeSpan? limit = null)
    {
        IReadOnlyList<string> got = [];
        return Tick.UntilAsync(async () => (got = await TextsAsync(number)).FirstOrDefault(wanted), () => $"{number} waited for the text '{what}' in vain, and got: {string.Join(" | ", got)}", limit, between);
    }

    /// <summary>The texts that a phone has got, the oldest first.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(string number)
    {
        var list = await _http.GetFromJsonAsync<JsonObject>($"/sim/messages?number={Uri.EscapeDataString(number)}");
        return [.. list!["items"]!.AsArray().Where(m => (string?)m!["to"] == number).Select(m => (string)m!["text"]!).Reverse()];
    }

    /// <summary>The newest call of a phone.</summary>
    public Task<SimCall> IsCalledAsync(string number, Func<SimCall, bool> wanted, string what) => Tick.UntilAsync(
        async () =>
        {
            var list = await _http.GetFromJsonAsync<JsonObject>($"/sim/calls?number={Uri.EscapeDataString(number)}");
            foreach (var call in list!["items"]!.AsArray())
            {
                if (await LookAsync((string)call!["callId"]!) is { } seen && wanted(seen))
                {
                    return seen;
                }
            }

            return null;
        },
        () => $"{number} waited for '{what}' in vain",
        null,
        between);

    private async Task<IReadOnlyList<JsonObject>> ListAsync(string path, string? callId)
    {
        var list = await _http.GetFromJsonAsync<JsonObject>(callId is null ? path : $"{path}?callId={callId}");
        return list!["items"]!.AsArray().Select(i => i!.AsObject()).ToList();
    }

    private async Task<JsonObject> PostAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(text.Length == 0 ? "{}" : text)!.AsObject()
            : throw new InvalidOperationException($"POST {path} was answered {(int)answer.StatusCode}: {text}");
    }
}

/// <summary>A call as the simulator shows it.</summary>
public sealed record SimCall(JsonObject Json)
{
    public bool IsOver => State is "completed" or "rejected";

    public string Id => (string)Json["callId"]!;

    public string? TransferCallId => (string?)Json["transferCallId"];

    public bool HasHeard(string text) => Heard.Any(h => h.Contains(text, StringComparison.Ordinal));

    public string State => (string)Json["state"]!;

    public string? Cause => (string?)Json["cause"];

    public string? ConferenceId => (string?)Json["conferenceId"];

    public string? ConnectedTo => (string?)Json["connectedTo"];

    public IReadOnlyList<string> Heard => Json["heard"]!.AsArray().Select(h => (string?)h!["text"] ?? (string?)h["url"] ?? "").ToList();

    public int Recordings => Json["recordings"]?.AsArray().Count ?? 0;
}
