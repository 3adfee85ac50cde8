using System.Globalization;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// Telnyx's webhooks: POST, signed anew for each try. Three tries at the URL, then three at the failover URL, with
/// pauses that double; meanwhile later events overtake. An answer that says that the request is wrong (4xx) ends the
/// tries of a voice event; a text's are ended by a 2xx alone.
/// </summary>
internal sealed class TelnyxWebhooks(SigningKey key, TimeProvider wallClock) : ICallbackStyle
{
    private const int TriesPerUrl = 3;
    private const string Agent = "telnyx-webhooks", SignatureHeader = "telnyx-signature-ed25519", TimeHeader = "telnyx-timestamp";
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    public bool KeepsOrder => false;

    public IReadOnlyList<CallbackTry> TriesOf(Delivery delivery)
    {
        var target = delivery.Target;
        var first = Tries(target.Url, isFallback: false);
        return [.. target.FallbackUrl is { Length: > 0 } fallback ? first.Concat(Tries(fallback, isFallback: true)) : first];
    }

    public bool IsTriedAgain(Delivery delivery, int? status) =>
        delivery.EventType.StartsWith("message.", StringComparison.Ordinal) || status is null or 408 or 429 or >= 500;

    public CallbackRequest? Make(Delivery delivery, string url, int attempt)
    {
        var body = Wire.Object(("data", delivery.Event.DeepClone()), ("meta", Wire.Object(("attempt", attempt), ("delivered_to", url))));
        return Renew(new CallbackRequest(HttpMethod.Post, new Uri(url), Json.Write(body), null) { Agent = Agent, ContentType = "application/json" });
    }

    /// <summary>
    /// The signature's time is the time of this machine, whatever the carrier's clock says: whoever checks it has no
    /// other.
    /// </summary>
    public CallbackRequest Renew(CallbackRequest sent)
    {
        var time = wallClock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return sent with { MoreHeaders = new(() => [(SignatureHeader, key.Sign(time, sent.Body!)), (TimeHeader, time)]) };
    }

    private static IEnumerable<CallbackTry> Tries(string url, bool isFallback) =>
        Enumerable.Range(0, TriesPerUrl).Select(at => new CallbackTry(url, isFallback, at == 0 ? TimeSpan.Zero : FirstPause * (1 << (at - 1))));
}
