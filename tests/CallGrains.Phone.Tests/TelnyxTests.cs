using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using CallGrains.Phone.Tests.Support;
using CallGrains.Simulator;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests;

/// <summary>The page at a simulated Telnyx: its words on the ladder, its commands in the details.</summary>
public sealed class TelnyxTests(Chromium chromium) : IAsyncLifetime
{
    private readonly List<string> _complaints = [];
    private readonly HttpClient _http = new();
    private WebApplication _app = null!;
    private SimulatorServer _simulator = null!;
    private IBrowserContext _context = null!;
    private IPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(chromium.Missing is not null, chromium.Missing ?? "");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost("/{**path}", () => Results.Ok());
        await _app.StartAsync();
        _simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Carrier = SimulatedCarrier.Telnyx, Port = 0 });
        _http.BaseAddress = _simulator.Url;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SimulatorOptions.TelnyxApiKey);
        _context = await chromium.Browser!.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        _page = await _context.NewPageAsync();
        _page.SetDefaultTimeout(60_000);
        _page.PageError += (_, error) => _complaints.Add(error);
        await _page.GotoAsync(_simulator.Url.ToString());
    }

    [Fact]
    public async Task A_call_is_seen_and_heard_and_its_ladder_speaks_telnyx()
    {
        await Expect(_page.GetByLabel("Commands that bind a number")).ToContainTextAsync("/v2/$1");
        var connection = (await PostAsync("call_control_applications", new { application_name = "desk", webhook_event_url = $"{_app.Urls.First()}/calls", webhook_api_version = "2" }))["id"];
        await PostAsync("number_orders", new { phone_numbers = new[] { new { phone_number = "+15550100" } }, connection_id = connection });
        await _page.GetByRole(AriaRole.Button, new() { Name = "Call", Exact = true }).ClickAsync();
        await SeesAsync("callback from carrier to application, call.initiated");

        var call = (string)JsonNode.Parse(await _http.GetStringAsync("/sim/calls"))!["items"]![0]!["callId"]!;
        await PostAsync($"calls/{call}/actions/answer", new { });
        await PostAsync($"calls/{call}/actions/gather_using_speak", new { payload = "Press one.", voice = "AWS.Polly.Joanna", maximum_digits = 1 });
        await Expect(_page.GetByRole(AriaRole.List, new() { Name = "Heard and pressed" })).ToContainTextAsync("Press one.");
        await _page.GetByRole(AriaRole.Group, new() { Name = "Keypad" }).GetByRole(AriaRole.Button, new() { Name = "1", Exact = true }).ClickAsync();
        await SeesAsync("gather “Press one.”");
        await SeesAsync("call.gather.ended valid 1");
        await PostAsync($"calls/{call}/actions/hangup", new { });
        await SeesAsync("call.hangup normal_clearing");

        await _page.GetByRole(AriaRole.Option, new() { NameRegex = new("call.answered") }).First.ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Complementary, new() { Name = "Details of the chosen entry" })).ToContainTextAsync("call_control_id");
        Assert.Empty(_complaints);
    }

    private Task SeesAsync(string words) =>
        Expect(_page.GetByRole(AriaRole.Option, new() { NameRegex = new(System.Text.RegularExpressions.Regex.Escape(words)) }).First).ToBeVisibleAsync();

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync($"/v2/{path}", body);
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["data"]!;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_context is not null)
        {
            await _context.DisposeAsync();
            await _simulator.DisposeAsync();
            await _app.DisposeAsync();
        }
    }
}
