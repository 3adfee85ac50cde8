using System.Net;
using System.Text;
using CallGrains.Bandwidth;
using CallGrains.Bandwidth.Rest;
using CallGrains.Simulator;
using CallGrains.Simulator.Telnyx;
using CallGrains.Telnyx;
using Microsoft.Extensions.Options;

namespace CallGrains.Testing.Worlds.Networks;

/// <summary>
/// What a world must know of a carrier besides its dialect: how its adapter is made, and its refusals.
/// </summary>
internal abstract class NetworkDialect
{
    public abstract ICallbackProtocol Protocol { get; }

    /// <summary>What the webhooks are signed with; null where nothing is signed.</summary>
    public virtual SigningKey? Key => null;

    /// <summary>What things are called.</summary>
    public virtual CountedIds Ids { get; } = new();

    public abstract ICarrier Adapter(HttpClient http, TimeProvider time);

    /// <summary>How the carrier says that a request went so.</summary>
    public abstract (HttpStatusCode Status, string Body) Refusal(RequestFault fault);

    /// <summary>What the carrier can do.</summary>
    public CarrierCapabilities Capabilities => Adapter(new HttpClient(), TimeProvider.System).Capabilities;

    public static NetworkDialect Of(SimulatedCarrier carrier) => carrier == SimulatedCarrier.Telnyx ? new TelnyxNetwork() : new BandwidthNetwork();

    public static HttpResponseMessage Answer((HttpStatusCode Status, string Body) refusal, HttpRequestMessage request) =>
        new(refusal.Status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(refusal.Body)), RequestMessage = request };
}

/// <summary>Bandwidth's Catapult.</summary>
internal sealed class BandwidthNetwork : NetworkDialect
{
    private static readonly BandwidthOptions Account = new() { UserId = SimulatorOptions.UserId, Token = SimulatorOptions.Token, Secret = SimulatorOptions.Secret, BaseUrl = NetworkCarrier.Root };

    public override ICallbackProtocol Protocol { get; } = new BandwidthCallbacks();

    public override ICarrier Adapter(HttpClient http, TimeProvider time) =>
        new BandwidthCarrier(new BandwidthClient(Account, time, limiter: NoLimits.Instance, http: http), Options.Create(Account));

    public override (HttpStatusCode Status, string Body) Refusal(RequestFault fault) => fault switch
    {
        RequestFault.TurnedAway => (HttpStatusCode.TooManyRequests, """{"category":"limit","code":"rate-limit","message":"on the test's order"}"""),
        RequestFault.Gone => (HttpStatusCode.NotFound, """{"category":"not-found","code":"call-not-found","message":"on the test's order"}"""),
        _ => (HttpStatusCode.BadRequest, """{"category":"bad-request","code":"invalid-property","message":"on the test's order"}"""),
    };
}

/// <summary>Telnyx's Call Control and messaging.</summary>
internal sealed class TelnyxNetwork : NetworkDialect
{
    public static readonly SigningKey Signing = new(1);
    private static readonly TelnyxOptions Verifying = Options("1");

    public override SigningKey Key => Signing;

    public override CountedIds Ids { get; } = new CountedTelnyxIds();

    /// <summary>Reads webhooks; nothing is verified where nothing comes from outside.</summary>
    public static ICallbackProtocol Reader { get; } = new TelnyxCallbacks(Microsoft.Extensions.Options.Options.Create(Verifying), new VirtualTimeProvider());

    public override ICallbackProtocol Protocol => Reader;

    /// <summary>The application through which calls are placed.</summary>
    public string ConnectionId { get; set; } = "1";

    public override ICarrier Adapter(HttpClient http, TimeProvider time) => new TelnyxCarrier(Options(ConnectionId), http, time);

    public override (HttpStatusCode Status, string Body) Refusal(RequestFault fault) => fault switch
    {
        RequestFault.TurnedAway => (HttpStatusCode.TooManyRequests, Error("10011", "Too many requests")),
        RequestFault.Gone => (HttpStatusCode.UnprocessableEntity, Error("90018", "Call has already ended")),
        _ => (HttpStatusCode.BadRequest, Error("10015", "Bad Request")),
    };

    private static TelnyxOptions Options(string connection) =>
        new() { ApiKey = SimulatorOptions.TelnyxApiKey, ConnectionId = connection, BaseUrl = NetworkCarrier.Root, PublicKeys = { Signing.PublicKey } };

    private static string Error(string code, string title) => $$"""{"errors":[{"code":"{{code}}","title":"{{title}}","detail":"on the test's order"}]}""";
}
