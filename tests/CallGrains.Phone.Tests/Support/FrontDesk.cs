using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CallGrains.Simulator;

namespace CallGrains.Phone.Tests.Support;

/// <summary>
/// The application under test: a menu over plain HTTP. 1 says good-bye, 2 transfers to the agent, 3 calls somebody, 4
/// has a conference; texts are answered with a receipt and with a picture.
/// </summary>
internal sealed class FrontDesk : IAsyncDisposable
{
    public const string Number = "+15550100";
    public const string Agent = "+15550142";
    public const string Callee = "+15550177";
    public const string Welcome = "Welcome to Acme. For sales press 1, for support press 2.";
    private readonly WebApplication _app;
    private readonly HttpClient _carrier = new();
    private string? _room;

    private FrontDesk(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>Every callback that came, as its event type.</summary>
    public ConcurrentQueue<string> Received { get; } = [];

    /// <summary>What to answer a callback; by default 200 at once.</summary>
    public Func<string, Task<int>> Answer { get; set; } = _ => Task.FromResult(200);

    /// <summary>Whether it does anything about what it is told.</summary>
    public bool Reacts { get; set; } = true;

    /// <summary>What stands in the answers, besides their status.</summary>
    public string Words { get; set; } = "";

    public static async Task<FrontDesk> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var desk = new FrontDesk(builder.Build());
        desk._app.MapPost("/{**path}", desk.TakeAsync);
        await desk._app.StartAsync();
        return desk;
    }

    /// <summary>Creates the application and binds its number.</summary>
    public async Task BindAsync(Uri simulator, bool autoAnswer = true)
    {
        _carrier.BaseAddress = new Uri($"{simulator}v1/users/{SimulatorOptions.UserId}/");
        _carrier.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{SimulatorOptions.Token}:{SimulatorOptions.Secret}")));
        var id = await PostAsync("applications", new { name = "front-desk", incomingCallUrl = $"{Url}/calls", incomingMessageUrl = $"{Url}/messages", autoAnswer });
        await PostAsync("phoneNumbers", new { number = Number, applicationId = id });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _carrier.Dispose();
    }

    private async Task TakeAsync(HttpContext http)
    {
        var e = (JsonObject)(await JsonNode.ParseAsync(http.Request.Body))!;
        var type = (string)e["eventType"]!;
        Received.Enqueue(type);
        http.Response.StatusCode = await Answer(type);
        if (Words.Length > 0)
        {
            await http.Response.WriteAsync(Words);
        }

        await http.Response.CompleteAsync();
        if (Reacts)
        {
            await ReactAsync(e, (string?)e["callId"]);
        }
    }

    private Task ReactAsync(JsonObject e, string? call) => ((string?)e["eventType"], (string?)e["tag"], (string?)e["status"], (string?)e["digits"]) switch
    {
        ("answer", "callback", _, _) => PostAsync($"calls/{call}/audio", new { sentence = "This is your callback.", tag = "bye" }),
        ("answer", null, _, _) => PostAsync($"calls/{call}/gather", new { maxDigits = 1, interDigitTimeout = 30, prompt = new { sentence = Welcome }, tag = "menu" }),
        ("gather", "menu", _, "1") => PostAsync($"calls/{call}/audio", new { sentence = "Auf Wiedersehen!", locale = "de", tag = "bye" }),
        ("gather", "menu", _, "2") => PostAsync($"calls/{call}/audio", new { sentence = "Connecting you to support.", tag = "transfer" }),
        ("gather", "menu", _, "3") => PostAsync("calls", new { from = Number, to = Callee, callbackUrl = $"{Url}/calls", tag = "callback" }),
        ("gather", "menu", _, "4") => JoinAsync(call!),
        ("speak", "transfer", "done", _) => PostAsync($"calls/{call}", new { state = "transferring", transferTo = Agent }),
        ("speak", "bye", "done", _) => PostAsync($"calls/{call}", new { state = "completed" }),
        ("sms" or "mms", _, _, _) when (string?)e["direction"] == "in" => WriteAsync((string)e["from"]!),
        _ => Task.CompletedTask,
    };

    private async Task JoinAsync(string call)
    {
        _room ??= await PostAsync("conferences", new { from = Number, callbackUrl = $"{Url}/room", tag = "room" });
        await PostAsync($"conferences/{_room}/members", new { callId = call });
    }

    private async Task WriteAsync(string to)
    {
        await PostAsync("messages", new { from = Number, to, text = "We open at 9.", receiptRequested = "all", callbackUrl = $"{Url}/messages" });
        await PostAsync("messages", new { from = Number, to, text = "Here is the map.", media = new[] { $"{_carrier.BaseAddress}media/map.png" } });
    }

    /// <summary>Gives the id of what was created; what the carrier refuses is for the ladder to show.</summary>
    private async Task<string?> PostAsync(string path, object body)
    {
        using var answer = await _carrier.PostAsJsonAsync(path, body);
        return answer.Headers.Location?.Segments[^1];
    }
}
