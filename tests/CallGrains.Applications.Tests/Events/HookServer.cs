using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CallGrains.TestSupport.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallGrains.Applications.Tests.Events;

/// <summary>A receiver of webhooks as docs/events.md shows one, in this process.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Hook> _hooks = new();

    private HookServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First() + "/hooks");

    public IReadOnlyList<Hook> Hooks => [.. _hooks];

    /// <summary>What it answers to the n-th delivery, from 1.</summary>
    public Func<int, Hook, Task<int>> Answer { get; set; } = (_, _) => Task.FromResult(204);

    public static async Task<HookServer> StartAsync(string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        var server = new HookServer(app);
        app.MapPost("/hooks", server.TakeAsync);
        await app.StartAsync();
        return server;
    }

    public Task UntilAsync(Func<IReadOnlyList<Hook>, bool> holds, string what) => Tick.UntilAsync(
        () => Task.FromResult(holds(Hooks) ? "" : null),
        () => $"{what}; there are {string.Join(", ", Hooks.Select(h => h.Type))}");

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var hook = new Hook(context.Request.Headers["webhook-id"]!, context.Request.Headers["webhook-timestamp"]!, context.Request.Headers["webhook-signature"]!, body.ToArray());
        _hooks.Enqueue(hook);
        context.Response.StatusCode = await Answer(_hooks.Count, hook);
        if (context.Response.StatusCode == (int)HttpStatusCode.TemporaryRedirect)
        {
            context.Response.Headers.Location = "/hooks";
        }
    }
}

/// <summary>One delivery.</summary>
internal sealed record Hook(string Id, string Timestamp, string Signature, byte[] Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Type => (string)Json["type"]!;

    /// <summary>As the page shows it.</summary>
    public bool IsSignedBy(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        byte[] content = [.. Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. Body];
        var signed = HMACSHA256.HashData(key, content);
        return Signature.Split(' ').Any(s => s.StartsWith("v1,", StringComparison.Ordinal) && CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(s[3..]), signed));
    }
}
