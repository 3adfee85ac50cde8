using System.Net;
using System.Text.Json.Nodes;
using CallGrains.Bandwidth;
using CallGrains.Bandwidth.Provisioning;
using CallGrains.Bandwidth.Rest;

namespace CallGrains.Tool.Tests.Support;

/// <summary>
/// A ten-line application that knows nothing of CallGrains' host: it answers texts with themselves and callers with a
/// question.
/// </summary>
internal sealed class EchoApplication : IAsyncDisposable
{
    public const string Number = "+15550150";

    private readonly WebApplication _app;
    private readonly BandwidthClient _carrier;

    private EchoApplication(WebApplication app, BandwidthClient carrier) => (_app, _carrier) = (app, carrier);

    public static async Task<EchoApplication> StartAsync(Uri simulator)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var carrier = new BandwidthClient(new BandwidthOptions { UserId = "u-simulator", Token = "t-simulator", Secret = "s-simulator", BaseUrl = simulator });
        app.MapPost("/", http => TakeAsync(http, carrier));
        await app.StartAsync();
        var url = new Uri(app.Urls.First());
        var plan = new ApplicationPlan("echo") { IncomingCallUrl = url, IncomingMessageUrl = url, AutoAnswer = true, Numbers = [Number] };
        await new BandwidthProvisioner(carrier, TimeProvider.System).ApplyAsync([plan], new ProvisioningOptions { OrderMissingNumbers = true });
        return new EchoApplication(app, carrier);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _carrier.Dispose();
    }

    private static async Task TakeAsync(HttpContext http, BandwidthClient carrier)
    {
        var e = (await JsonNode.ParseAsync(http.Request.Body))!;
        switch ((string?)e["eventType"])
        {
            case "sms" when (string?)e["direction"] == "in":
                await carrier.Messages.SendAsync(new SendMessage { From = Number, To = (string)e["from"]!, Text = $"You wrote: {(string?)e["text"]}" });
                break;
            case "answer":
                await carrier.Calls.PlayAudioAsync((string)e["callId"]!, new AudioRequest { Sentence = "What do you want?" });
                break;
        }
    }
}
