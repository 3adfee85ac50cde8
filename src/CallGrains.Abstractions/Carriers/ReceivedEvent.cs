namespace CallGrains;

/// <summary>What a callback told, in neutral words.</summary>
/// <param name="Event">The event, with the author's own tag, and the operation that caused it where the carrier told
/// it.</param>
public sealed record ReceivedEvent(CarrierEvent Event)
{
    /// <summary>
    /// The same for two deliveries of one event. It is made once, here; a carrier that numbers its deliveries may know
    /// a better one.
    /// </summary>
    public string DedupeKey { get; init; } = Event.DedupeKey;

    /// <summary>
    /// The grain that it belongs to, where only the carrier can tell; null where the URL or the event's ids do.
    /// </summary>
    public FlowAddress? Grain { get; init; }
}
