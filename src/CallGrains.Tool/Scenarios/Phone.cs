using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallGrains.Tool.Scenarios;

/// <summary>The phones' side of a simulator (<c>/sim/...</c>).</summary>
/// <remarks>Safe for use by many threads.</remarks>
internal sealed class Phone(Uri simulator) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64, UseProxy = false }) { BaseAddress = simulator, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Simulated seconds per real second.</summary>
    public double Speed { get; private set; } = 1;

    /// <summary>Finds out whether there is a simulator, and how fast its clock goes.</summary>
    /// <exception cref="StepFailedException">There is none.</exception>
    public async Task ConnectAsync(CancellationToken stop) => Speed = (double?)(await AskAsync(HttpMethod.Get, "/healthz", null, stop))["speed"] ?? 1;

    public async Task<string> DialAsync(string from, string to, CancellationToken stop) =>
        (string?)(await AskAsync(HttpMethod.Post, "/sim/calls", new JsonObject { ["from"] = from, ["to"] = to }, stop))["callId"]
            ?? throw new StepFailedException("the simulator took the call without a callId");

    public Task PressAsync(string callId, string digits, CancellationToken stop) =>
        AskAsync(HttpMethod.Post, $"/sim/calls/{callId}/digits", new JsonObject { ["digits"] = digits }, stop);

    public Task SayAsync(string callId, string text, CancellationToken stop) =>
        AskAsync(HttpMethod.Post, $"/sim/calls/{callId}/say", new JsonObject { ["text"] = text }, stop);

    public Task HangUpAsync(string callId, CancellationToken stop) => AskAsync(HttpMethod.Post, $"/sim/calls/{callId}/hangup", null, stop);

    public async Task<SimCall> LookAsync(string callId, CancellationToken stop) => new(await AskAsync(HttpMethod.Get, $"/sim/calls/{callId}", null, stop));

    public Task TextAsync(string from, string to, string text, CancellationToken stop) =>
        AskAsync(HttpMethod.Post, "/sim/messages", new JsonObject { ["from"] = from, ["to"] = to, ["text"] = text }, stop);

    /// <summary>The messages that the number got, oldest first.</summary>
    public async Task<List<string>> MessagesAsync(string number, CancellationToken stop)
    {
        var list = await AskAsync(HttpMethod.Get, $"/sim/messages?number={Uri.EscapeDataString(number)}", null, stop);
        return [.. list["items"]!.AsArray().Reverse().Where(item => (string?)item!["to"] == number && (string?)item["state"] == "sent").Select(item => (string?)item!["text"] ?? "")];
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonObject> AskAsync(HttpMethod method, string path, JsonObject? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        try
        {
            using var answer = await _http.SendAsync(request, stop);
            var text = await answer.Content.ReadAsStringAsync(stop);
            return answer.IsSuccessStatusCode
                ? JsonNode.Parse(text.Length == 0 ? "{}" : text)?.AsObject() ?? []
                : throw new StepFailedException($"the simulator answered {(int)answer.StatusCode}: {MessageOf(text)}");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            throw new StepFailedException($"{simulator.GetLeftPart(UriPartial.Authority)} did not answer {method} {path} as a simulator does: {e.Message}");
        }
    }

    private static string MessageOf(string body)
    {
        if (body.Length == 0)
        {
            return "it does not know this step; a newer one may.";
        }

        try
        {
            return (string?)JsonNode.Parse(body)?["message"] ?? body;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return body;
        }
    }
}

/// <summary>A call as the person at the phone knows it.</summary>
internal sealed record SimCall(JsonObject Json)
{
    // Who joined is no sound.
    private static readonly string[] Silent = ["connected", "joined", "left"];

    public string State => (string?)Json["state"] ?? "";

    public bool IsOver => State is "completed" or "rejected" or "error";

    public string? Cause => (string?)Json["cause"];

    public string? ConnectedTo => (string?)Json["connectedTo"];

    /// <summary>What was said or played, in order.</summary>
    public List<string> Sounds { get; } =
        [.. (Json["heard"]?.AsArray() ?? []).Where(sound => !Silent.Contains((string?)sound!["kind"])).Select(sound => (string?)sound!["text"] ?? (string?)sound["url"] ?? "")];
}
