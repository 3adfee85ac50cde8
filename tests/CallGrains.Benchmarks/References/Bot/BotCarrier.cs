using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace CallGrains.Benchmarks.References;

/// <summary>The carrier's REST API as a bot uses it: one client, kept connections, generated JSON.</summary>
public sealed class BotCarrier : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;

    /// <param name="url">Where the carrier is.</param>
    public BotCarrier(Uri url)
    {
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(15), UseProxy = false, UseCookies = false })
        {
            BaseAddress = new Uri(url, "v1/users/u-simulator/calls/"),
            Timeout = TimeSpan.FromSeconds(30),
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("t-token:secret")));
    }

    /// <summary>Sends a command and waits for the carrier's answer.</summary>
    /// <param name="command">The command.</param>
    /// <exception cref="HttpRequestException">The carrier refused it, or could not be reached.</exception>
    public async Task SendAsync(BotCommand command)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(command.Body, BotJson.Default.BotBody));
        content.Headers.ContentType = Json;
        using var answer = await _http.PostAsync(command.Path.Length == 0 ? command.CallId : $"{command.CallId}/{command.Path}", content);
        answer.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
