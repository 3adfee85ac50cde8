namespace CallGrains.Bandwidth;

/// <summary>What can be found out from Catapult afterwards. Safe for many threads.</summary>
internal sealed class BandwidthRecovery(ICatapultQuestions catapult, TimeProvider time) : ICarrierRecovery
{
    private readonly CommandObserver _observer = new(catapult);
    private readonly GrainProbe _probe = new(catapult, time);

    public Task<Observation> ObserveAsync(DoubtfulCommand doubt, CancellationToken cancellationToken) => _observer.ObserveAsync(doubt, cancellationToken);

    public IAsyncEnumerable<MissedEvent> ProbeAsync(SilentGrain grain, CancellationToken cancellationToken) => _probe.ProbeAsync(grain, cancellationToken);

    public Task<RecordingMedia> OpenRecordingAsync(string recordingId, CancellationToken cancellationToken) => catapult.OpenRecordingAsync(recordingId, cancellationToken);
}
