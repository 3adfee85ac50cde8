namespace CallGrains.Bandwidth;

/// <summary>
/// Reads the callbacks of Bandwidth's V1 ("Catapult") API: POST with a JSON object, or GET with the same fields as
/// query parameters. Stateless and safe to use from many threads.
/// </summary>
public sealed class BandwidthCallbackReader : ICallbackReader
{
    /// <inheritdoc/>
    public string Carrier => "bandwidth";

    /// <inheritdoc/>
    public CarrierEvent Read(CallbackForm form, ReadOnlyMemory<byte> raw) => form switch
    {
        CallbackForm.Json => BandwidthTag.Untag(CatapultJson.Read(raw.Span)),
        CallbackForm.Query => BandwidthTag.Untag(CatapultJson.Read(QueryForm.ToJson(raw.Span))),
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "Bandwidth sends JSON bodies and query strings; give CallbackForm.Json or CallbackForm.Query."),
    };
}
