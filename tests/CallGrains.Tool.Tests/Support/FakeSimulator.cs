using System.Collections.Concurrent;
using System.Net;

namespace CallGrains.Tool.Tests.Support;

/// <summary>The phones' side of a simulator that answers what the test says.</summary>
internal sealed class FakeSimulator : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeSimulator(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>Method, path with query, and body of each request, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The headers of each request, in order.</summary>
    public ConcurrentQueue<Dictionary<string, Microsoft.Extensions.Primitives.StringValues>> Headers { get; } = new();

    /// <summary>Headers of each answer.</summary>
    public Dictionary<string, string> AnswerHeaders { get; } = [];

    /// <summary>Status and body for a request; <c>200 {}</c> by default.</summary>
    public Func<string, Task<(int Status, string Body)>> Answer { get; set; } = _ => Task.FromResult((200, "{}"));

    public static async Task<FakeSimulator> StartAsync(Func<string, (int Status, string Body)> answer)
    {
        var fake = await StartAsync();
        fake.Answer = request => Task.FromResult(answer(request));
        return fake;
    }

    public static async Task<FakeSimulator> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var fake = new FakeSimulator(app);
        app.Run(fake.ServeAsync);
        await app.StartAsync();
        return fake;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var request = $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {await reader.ReadToEndAsync()}".TrimEnd();
        Requests.Enqueue(request);
        Headers.Enqueue(http.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
        var (status, body) = await Answer(request);
        http.Response.StatusCode = status;
        foreach (var (name, value) in AnswerHeaders)
        {
            http.Response.Headers[name] = value;
        }

        await http.Response.WriteAsync(body);
    }
}
