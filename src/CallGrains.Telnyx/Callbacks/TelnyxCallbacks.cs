using System.Text.Json;
using Microsoft.Extensions.Options;

namespace CallGrains.Telnyx;

/// <summary>
/// Telnyx's webhooks (API version 2): POST with a JSON object, signed with Ed25519 over time and body. Everything may
/// come to one URL: a leg's client state says whose it is. Safe to use from many threads.
/// </summary>
public sealed class TelnyxCallbacks : ICallbackProtocol
{
    internal const string Name = "telnyx";

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 64, AllowDuplicateProperties = false };
    private readonly Lazy<WebhookSignature> _signature;

    /// <summary>Reads and verifies the webhooks of an account.</summary>
    /// <param name="options">Its public keys, and how far its clock may be off; looked at with the first
    /// webhook.</param>
    /// <param name="time">The clock.</param>
    public TelnyxCallbacks(IOptions<TelnyxOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _signature = new(() => new WebhookSignature([.. options.Value.PublicKeys.Select(TelnyxOptionsValidator.KeyOf).OfType<byte[]>()], options.Value.SignatureTolerance, time));
    }

    /// <inheritdoc/>
    public string Carrier => Name;

    /// <summary>Telnyx signs all it sends.</summary>
    public bool IsSigned => true;

    /// <inheritdoc/>
    public string? Verify(CallbackRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Form == CallbackForm.Query
            ? "A GET is not signed; let the application at Telnyx send POST."
            : _signature.Value.Verify(request);
    }

    /// <inheritdoc/>
    public ReceivedEvent Read(CallbackRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Form != CallbackForm.Json)
        {
            throw new EventFormatException(EventFormatException.Body, "is no JSON; let the application at Telnyx send POST with API version 2");
        }

        try
        {
            using var json = JsonDocument.Parse(request.Raw, Json);
            return EventReader.Read(Envelope.Of(json.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            throw new EventFormatException(EventFormatException.Body, $"is none of Telnyx's events: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public CallbackAnswer Write(CallbackReply? reply) => CallbackAnswer.Empty;
}
