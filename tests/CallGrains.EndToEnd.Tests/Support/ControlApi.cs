using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CallGrains.EndToEnd.Tests.Support;

/// <summary>The host's control API, asked again while the host is away.</summary>
internal sealed class ControlApi(Uri host)
{
    private readonly HttpClient _http = new() { BaseAddress = host, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>
    /// Places a call and waits until the carrier has taken it; returns the carrier's call id. Asking twice with one key
    /// places one call.
    /// </summary>
    public async Task<string> PlaceAsync(string flow, string from, string to, TimeSpan limit)
    {
        var key = Guid.NewGuid().ToString();
        var id = await Tick.UntilAsync(() => TryStartAsync(flow, from, to, key), () => $"The host did not take a call to {to}.", limit);
        var call = await Tick.UntilAsync(async () => (await TryGetAsync($"/api/calls/{id}")) is { } c && c["carrierId"] is not null ? c : null, () => $"{id} did not reach the carrier.", limit);
        return (string)call["carrierId"]!;
    }

    public async Task<JsonObject> GetAsync(string path) => (await _http.GetFromJsonAsync<JsonObject>(path))!;

    /// <summary>The journal of a call, by the carrier's id of it.</summary>
    public async Task<JsonObject> JournalAsync(string id) => await GetAsync($"/api/calls/{id}/journal");

    /// <summary>
    /// The flow of a call, by the carrier's id of it; null when the journal has no such call, or only callbacks of it.
    /// </summary>
    public async Task<string?> FlowOfAsync(string id)
    {
        using var answer = await _http.GetAsync(new Uri($"/api/calls/{id}", UriKind.Relative));
        return answer.StatusCode == HttpStatusCode.NotFound ? null
            : (string?)(await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!["flow"] is { Length: > 0 } flow ? flow : null;
    }

    public async Task<HttpResponseMessage> PostAsync(string path, object? body = null) => await _http.PostAsJsonAsync(path, body);

    private async Task<string?> TryStartAsync(string flow, string from, string to, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/calls") { Content = JsonContent.Create(new { flow, from, to }) };
        request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var answer = await _http.SendAsync(request);
            return answer.IsSuccessStatusCode ? (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["id"] : null;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    private async Task<JsonObject?> TryGetAsync(string path)
    {
        try
        {
            return await GetAsync(path);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }
}
