using System.Text.Json.Nodes;

namespace CallGrains.Tool.Tests.Provisioning;

/// <summary>
/// An account at Telnyx behind a socket: its profiles, applications and numbers, and a host's webhook URL.
/// </summary>
internal sealed class TelnyxAccount : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<JsonObject>> _things = new()
    {
        ["outbound_voice_profiles"] = [],
        ["call_control_applications"] = [],
        ["messaging_profiles"] = [],
        ["phone_numbers"] = [new JsonObject { ["id"] = "n1", ["phone_number"] = "+15550200" }, new JsonObject { ["id"] = "n2", ["phone_number"] = "+15550201", ["connection_id"] = "old" }],
    };

    private readonly WebApplication _app;

    private TelnyxAccount(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>How often something was changed.</summary>
    public int Changes { get; private set; }

    public static async Task<TelnyxAccount> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var account = new TelnyxAccount(app);
        app.MapPost("/webhook", () => Results.StatusCode(403));
        app.Map("/v2/{kind}", (HttpContext context, string kind) => account.AnswerAsync(context, kind, null));
        app.Map("/v2/{kind}/{id}/{under?}", (HttpContext context, string kind, string id) => account.AnswerAsync(context, kind, id));
        await app.StartAsync();
        return account;
    }

    public JsonObject One(string kind, int index = 0) => _things[kind][index];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> AnswerAsync(HttpContext context, string kind, string? id)
    {
        if (context.Request.Headers.Authorization != "Bearer KEY-right")
        {
            return Results.Text("""{"errors":[{"code":"10009","title":"Authentication failed"}]}""", "application/json", statusCode: 401);
        }

        var body = HttpMethods.IsGet(context.Request.Method) ? null : await context.Request.ReadFromJsonAsync<JsonObject>();
        lock (_gate)
        {
            if (body is null)
            {
                return Results.Json(new JsonObject { ["data"] = new JsonArray([.. _things[kind].Select(t => t.DeepClone())]) });
            }

            Changes++;
            var thing = id is null ? new JsonObject { ["id"] = $"{kind[0]}{_things[kind].Count + 1}" } : _things[kind].Single(t => (string?)t["id"] == id);
            foreach (var (field, value) in body)
            {
                thing[field] = value?.DeepClone();
            }

            if (id is null)
            {
                _things[kind].Add(thing);
            }

            return Results.Json(new JsonObject { ["data"] = thing.DeepClone() });
        }
    }
}
