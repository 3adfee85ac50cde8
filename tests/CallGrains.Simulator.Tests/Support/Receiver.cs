using System.Net;
using System.Text.Json.Nodes;

namespace CallGrains.Simulator.Tests.Support;

/// <summary>
/// An application's callback endpoint on a real socket: records what comes, answers what the test says.
/// </summary>
internal sealed class Receiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly List<Received> received = [];
    private readonly List<(Func<IReadOnlyList<Received>, bool> Met, TaskCompletionSource Waiter)> waiters = [];

    private Receiver(WebApplication app) => this.app = app;

    /// <summary>What to answer; by default 200.</summary>
    public Func<Received, Task<int>> Answer { get; set; } = _ => Task.FromResult(200);

    /// <summary>Whether it keeps what comes, for the waiting tests; off under load.</summary>
    public bool Remembers { get; set; } = true;

    /// <summary>The body of the answer; by default none.</summary>
    public Func<Received, string?> Document { get; set; } = _ => null;

    public string Url => app.Urls.First();

    public string Authority => new Uri(Url).Authority;

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public IReadOnlyList<Received> All()
    {
        lock (gate) return [.. received];
    }

    public IReadOnlyList<string> Events(string callId) => [.. All().Where(entry => entry.CallId == callId).Select(entry => entry.Short)];

    /// <summary>The events of a call up to one that says <paramref name="last"/>.</summary>
    public async Task<IReadOnlyList<string>> EventsUntilAsync(string callId, string last, int times = 1)
    {
        await UntilAsync(all => all.Count(entry => entry.CallId == callId && entry.Short == last) >= times, () => $"{times} x '{last}' of {callId}");
        return Events(callId);
    }

    /// <summary>
    /// The events of a conference or message (anything with an id field) up to one that says <paramref name="last"/>.
    /// </summary>
    public async Task<IReadOnlyList<string>> AboutUntilAsync(string field, string id, string last, int times = 1)
    {
        bool Is(Received entry) => entry[field] == id && !entry.Short.StartsWith("hangup", StringComparison.Ordinal);
        await UntilAsync(all => all.Count(entry => Is(entry) && entry.Short == last) >= times, () => $"{times} x '{last}' of {id}");
        return [.. All().Where(Is).Select(entry => entry.Short)];
    }

    public async Task UntilAsync(Func<IReadOnlyList<Received>, bool> met, Func<string>? what = null)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (met(received)) return;
            waiters.Add((met, waiter));
        }

        try
        {
            await waiter.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Waited in vain for {what?.Invoke() ?? "a callback"}; got: {string.Join("; ", All().Select(entry => $"{entry.CallId} {entry.Short} {entry.Path}"))}");
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        var taken = await ReadAsync(http.Request);
        if (Remembers) Remember(taken);
        http.Response.StatusCode = await Answer(taken);
        if (Document(taken) is { } document) await http.Response.WriteAsync(document);
    }

    private void Remember(Received taken)
    {
        lock (gate)
        {
            received.Add(taken);
            foreach (var (met, waiter) in waiters)
                if (met(received)) waiter.TrySetResult();
        }
    }

    private static async Task<Received> ReadAsync(HttpRequest request)
    {
        var fields = new JsonObject();
        if (request.Method == "POST") fields = (JsonObject)(await JsonNode.ParseAsync(request.Body))!;
        else foreach (var (name, value) in request.Query) fields[name] = value.ToString();
        string? Header(string name) => request.Headers[name].ToString() is { Length: > 0 } value ? value : null;
        return new Received(request.Method, request.Path, Header("Authorization"), Header("User-Agent"), request.ContentType, fields);
    }
}
