using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallGrains.Deploy.Tests.Proxy;

/// <summary>
/// What nginx sees of an ingress. It may hold requests without an answer, and die with them as a killed process does:
/// the connections are broken, and nobody listens any more.
/// </summary>
internal sealed class FakeIngress : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly int _holds;
    private readonly ConcurrentQueue<HttpContext> _held = new();
    private readonly TaskCompletionSource _death = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeIngress(int port, int holds)
    {
        _holds = holds;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.Zero);
        _app = builder.Build();
        _app.Urls.Add($"http://127.0.0.1:{port}");
        _app.Run(AnswerAsync);
    }

    /// <summary>What came: its path, its body's size and where it says that it comes from.</summary>
    public ConcurrentQueue<(string Path, long Size, string? From)> Seen { get; } = new();

    /// <summary>Breaks each request's connection, taken or not.</summary>
    public bool IsBroken { get; set; }

    /// <param name="port">Where it listens.</param>
    /// <param name="holds">How many requests it holds before it dies; 0 for one that lives.</param>
    public static async Task<FakeIngress> StartAsync(int port, int holds = 0)
    {
        var ingress = new FakeIngress(port, holds);
        await ingress._app.StartAsync();
        return ingress;
    }

    public async ValueTask DisposeAsync()
    {
        _death.TrySetResult();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var size = await SizeAsync(context.Request.Body);
        Seen.Enqueue((context.Request.Path, size, context.Request.Headers["X-Forwarded-For"]));
        if (IsBroken)
        {
            context.Abort();
            return;
        }

        if (_holds > 0)
        {
            _held.Enqueue(context);
            await (_held.Count == _holds ? DieAsync() : _death.Task);
            context.Abort();
        }
    }

    private async Task DieAsync()
    {
        foreach (var context in _held)
        {
            context.Abort();
        }

        _death.TrySetResult();
        await _app.StopAsync(new CancellationToken(canceled: true));
    }

    private static async Task<long> SizeAsync(Stream body)
    {
        var (buffer, size) = (new byte[16 * 1024], 0L);
        while (await body.ReadAsync(buffer) is > 0 and var read)
        {
            size += read;
        }

        return size;
    }
}
