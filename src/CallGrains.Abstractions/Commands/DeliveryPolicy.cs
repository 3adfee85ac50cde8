namespace CallGrains.Commands;

/// <summary>
/// What is done when it is not known whether a command reached the carrier (crash, timeout, 5xx). Each carrier states
/// it for each command: <see cref="ICommandChannel.PolicyOf"/>.
/// </summary>
public enum DeliveryPolicy
{
    /// <summary>Sending it again does no harm: it sets a state, or the carrier refuses the second one.</summary>
    Repeatable,

    /// <summary>The carrier can be asked whether it took effect; it is sent again only when it did not.</summary>
    Observable,

    /// <summary>
    /// The carrier drops a second one for a while (<see cref="CarrierCapabilities.IdempotencyWindow"/>): within it, it
    /// is sent again; after it, the carrier is asked.
    /// </summary>
    Deduplicated,

    /// <summary>
    /// None of these: it is never sent again, and its outcome is <see cref="OutcomeStatus.Unknown"/>.
    /// </summary>
    NeverTwice,
}
