namespace CallGrains;

/// <summary>What can be found out from a carrier after an answer, an event or a process was lost.</summary>
/// <remarks>Safe for use by many threads.</remarks>
public interface ICarrierRecovery
{
    /// <summary>
    /// Whether a command took effect whose answer is missing. Only those are asked about whose policy is
    /// <see cref="DeliveryPolicy.Observable"/>, or <see cref="DeliveryPolicy.Deduplicated"/> and the window is over.
    /// </summary>
    /// <param name="doubt">The command, and what its grain knows.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CarrierException">The carrier could not be asked.</exception>
    Task<Observation> ObserveAsync(DoubtfulCommand doubt, CancellationToken cancellationToken);

    /// <summary>
    /// The events that a silent grain should have had and has not, in the order in which the carrier would have sent
    /// them. They have the same ids and operations as the carrier's own, so that a late original is a duplicate. What
    /// was found before a failure counts.
    /// </summary>
    /// <param name="grain">What its grain knows.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CarrierException">The carrier could not be asked.</exception>
    IAsyncEnumerable<MissedEvent> ProbeAsync(SilentGrain grain, CancellationToken cancellationToken);

    /// <summary>Opens the file of a recording.</summary>
    /// <param name="recordingId">The carrier's recording id.</param>
    /// <param name="cancellationToken">Ends the attempt to open it.</param>
    /// <returns>The file, to be disposed by the caller.</returns>
    /// <exception cref="CarrierException">
    /// It cannot be had: not now (<see cref="RequestEffect.None"/>: it is being saved, or not found though it was
    /// reported), or never (<see cref="RequestEffect.Refused"/>).
    /// </exception>
    Task<RecordingMedia> OpenRecordingAsync(string recordingId, CancellationToken cancellationToken);

    /// <summary>
    /// Finds the grain of an event that does not name it (<see cref="ReceivedEvent.IsToBePlaced"/>). An event that is
    /// changed for it, because it names a thing by another id than its grain does, is journalled in the neutral form.
    /// </summary>
    /// <param name="received">The event, as it was read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The event with its grain and leg; as it was when the carrier does not know it either.</returns>
    /// <exception cref="CarrierException">The carrier could not be asked; the callback is refused for now.</exception>
    Task<ReceivedEvent> PlaceAsync(ReceivedEvent received, CancellationToken cancellationToken) => Task.FromResult(received);
}
