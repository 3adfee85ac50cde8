using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// <c>GET /sim/account</c>: what the portal shows to the account's owner, the public key above all, which Telnyx's API
/// does not tell.
/// </summary>
internal sealed class AccountPhoneRoutes(SigningKey key)
{
    public void Map(RouteTable app, RestGate gate) => app.MapGet("/sim/account", gate.Apart(_ =>
        ApiReply.Json(Json.Object(("carrier", "telnyx"), ("apiKey", SimulatorOptions.TelnyxApiKey), ("publicKey", key.PublicKey)))));
}
