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
    /// The grain that it belongs to, where only the carrier can tell; null where the URL or the event's ids do. A
    /// carrier that signs nothing must not take it from what anybody could write.
    /// </summary>
    public FlowAddress? Grain { get; init; }

    /// <summary>
    /// The leg of <see cref="Grain"/> that it is about, where only the carrier can tell: 0 for the grain's own call,
    /// else the operation that created it.
    /// </summary>
    public int Leg { get; init; }

    /// <summary>
    /// Whether nothing in it says which grain it belongs to, so that the carrier is to be asked
    /// (<see cref="ICarrierRecovery.PlaceAsync"/>); false by default. Only for callbacks that are signed.
    /// </summary>
    public bool IsToBePlaced { get; init; }
}
