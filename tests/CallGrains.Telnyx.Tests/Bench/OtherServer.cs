using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.NetworkInformation;
using System.Text.Json.Nodes;
using CallGrains.TestSupport.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallGrains.Telnyx.Tests;

/// <summary>
/// As much of Bandwidth's API as calls need that we place, speak on and hang up, behind a socket that can die and come
/// back; whoever is called answers.
/// </summary>
internal sealed class OtherServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, JsonObject> _calls = new();
    private readonly HttpClient _client = new();
    private WebApplication? _app;
    private int _port;
    private int _ids;

    public Uri Url => new($"http://127.0.0.1:{_port}");

    /// <summary>Who was called, once for each time.</summary>
    public ConcurrentQueue<string> Called { get; } = new();

    /// <summary>Whether a request to place a call is done, but not answered while the server lives.</summary>
    public bool SaysNothing { get; set; }

    public int Speaking { get; private set; }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        _app = builder.Build();
        _app.MapGet("/v1/users/u-one/account", () => new JsonObject { ["balance"] = "1.00", ["accountType"] = "pre-pay" });
        _app.MapGet("/v1/users/u-one/calls", (string? to) => new JsonArray([.. _calls.Values.Where(c => (string?)c["to"] == to).Select(c => c.DeepClone())]));
        _app.MapGet("/v1/users/u-one/calls/{id}", (string id) => _calls[id]);
        _app.MapPost("/v1/users/u-one/calls", DialAsync);
        _app.MapPost("/v1/users/u-one/calls/{id}", EndAsync);
        _app.MapPost("/v1/users/u-one/calls/{id}/audio", SpeakAsync);
        await _app.StartAsync();
        _port = new Uri(_app.Urls.Single()).Port;
    }

    /// <summary>Nobody listens any more, and open connections break.</summary>
    public async Task DieAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app!.StopAsync(now.Token);
        await _app.DisposeAsync();

        // A request on a connection that is closed a moment later would be in doubt, and rightly go nowhere else.
        await Tick.UntilAsync(() => Task.FromResult(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections().Any(IsOpen) ? null : "closed"), () => "Connections stay open.", between: TimeSpan.FromMilliseconds(5));

        bool IsOpen(TcpConnectionInformation c) => c.State == TcpState.Established && (c.LocalEndPoint.Port == _port || c.RemoteEndPoint.Port == _port);
    }

    public async ValueTask DisposeAsync()
    {
        await DieAsync();
        _client.Dispose();
    }

    private async Task DialAsync(HttpContext context)
    {
        var call = (await context.Request.ReadFromJsonAsync<JsonObject>())!;
        var id = $"c-{Interlocked.Increment(ref _ids)}";
        (call["id"], call["state"], call["direction"]) = (id, "active", "out");
        _calls[id] = call;
        Called.Enqueue((string)call["to"]!);
        if (SaysNothing)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        context.Response.StatusCode = 201;
        context.Response.Headers.Location = $"{Url}v1/users/u-one/calls/{id}";
        Tell(call, new JsonObject { ["eventType"] = "answer", ["callState"] = "active" });
    }

    private async Task SpeakAsync(HttpContext context, string id)
    {
        var audio = (await context.Request.ReadFromJsonAsync<JsonObject>())!;
        Speaking++;
        foreach (var (status, state) in new[] { ("started", "PLAYBACK_START"), ("done", "PLAYBACK_STOP") })
        {
            Tell(_calls[id], new JsonObject { ["eventType"] = "speak", ["status"] = status, ["state"] = state, ["tag"] = audio["tag"]?.DeepClone() });
        }
    }

    private void EndAsync(string id)
    {
        _calls[id]["state"] = "completed";
        Tell(_calls[id], new JsonObject { ["eventType"] = "hangup", ["cause"] = "NORMAL_CLEARING" });
    }

    private void Tell(JsonObject call, JsonObject e)
    {
        (e["callId"], e["from"], e["to"]) = ((string?)call["id"], (string?)call["from"], (string?)call["to"]);
        e["time"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        _ = _client.PostAsJsonAsync((string)call["callbackUrl"]!, e);
    }
}
