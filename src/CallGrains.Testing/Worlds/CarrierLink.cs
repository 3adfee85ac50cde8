using CallGrains.Bandwidth;

namespace CallGrains.Testing.Worlds;

/// <summary>One process' way to the carrier; it ends with the process.</summary>
internal sealed class CarrierLink : ICarrier, ICommandChannel, ICatapultQuestions
{
    private readonly FakeCarrier _carrier;
    private readonly HostProcess _process;

    public CarrierLink(FakeCarrier carrier, HostProcess process, TimeProvider time)
    {
        (_carrier, _process) = (carrier, process);
        Recovery = new BandwidthRecovery(this, time);
    }

    public string Name => Callbacks.Carrier;

    public CarrierCapabilities Capabilities => _carrier.DetectsMachines ? Detecting : BandwidthDelivery.Capabilities;

    private static CarrierCapabilities Detecting { get; } = new([.. BandwidthDelivery.Capabilities.Commands, typeof(MachineDetection)])
    {
        IdempotencyWindow = BandwidthDelivery.Capabilities.IdempotencyWindow,
        MakesEmptyConferences = BandwidthDelivery.Capabilities.MakesEmptyConferences,
        TellsMemberChanges = BandwidthDelivery.Capabilities.TellsMemberChanges,
    };

    public ICallbackProtocol Callbacks { get; } = new BandwidthCallbacks();

    public ICommandChannel Commands => this;

    public ICarrierRecovery Recovery { get; }

    public DeliveryPolicy PolicyOf(Command command) => BandwidthDelivery.PolicyOf(command);

    public Task<string?> SendAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        try
        {
            // What the adapter refuses before it is sent is refused here too, by the same rules.
            CommandRules.Check(request);
        }
        catch (CarrierException e)
        {
            _carrier.World.TraceLog.Host($"refused, as by the adapter: {e.Error.Message}");
            throw;
        }

        _carrier.Leaves(_process, request);
        return AskAsync(() => _carrier.SendAsync(request, _process));
    }

    public Task<CallSnapshot?> GetCallAsync(string callId, CancellationToken cancellationToken) =>
        AskAsync(() => _carrier.GetCallAsync(callId));

    public Task<CallSnapshot?> FindCallAsync(string to, Uri callbackUrl, CancellationToken cancellationToken) =>
        AskAsync(() => _carrier.FindCallAsync(to, callbackUrl));

    public Task<string?> FindCreatedAsync(CommandRequest request, CancellationToken cancellationToken) =>
        AskAsync(() => _carrier.FindCreatedAsync(request));

    public Task<ConferenceSnapshot?> GetConferenceAsync(string conferenceId, CancellationToken cancellationToken) =>
        AskAsync(() => _carrier.GetConferenceAsync(conferenceId));

    public Task<TranscriptionSnapshot?> GetTranscriptionAsync(string recordingId, string? transcriptionId, CancellationToken cancellationToken) =>
        AskAsync(() => _carrier.GetTranscriptionAsync(recordingId));

    public Task<IReadOnlyList<CallLogEntry>> GetCallEventsAsync(string callId, CancellationToken cancellationToken) =>
        AskAsync(() => _carrier.GetCallEventsAsync(callId));

    public Task<GatherSnapshot?> GetGatherAsync(string callId, string gatherId, CancellationToken cancellationToken) =>
        AskAsync(() => _carrier.GetGatherAsync(callId, gatherId));

    public Task<IReadOnlyList<RecordingSnapshot>> GetRecordingsAsync(string callId, CancellationToken cancellationToken) =>
        AskAsync(() => _carrier.GetRecordingsAsync(callId));

    public Task<RecordingMedia> OpenRecordingAsync(string recordingId, CancellationToken cancellationToken) =>
        AskAsync(() => _carrier.OpenRecordingAsync(recordingId, _process));

    private Task PassAsync(TimeSpan time) => time > TimeSpan.Zero ? _process.World.Passes(time) : Task.CompletedTask;

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        await _process.LiveAsync();
        await Task.Yield();
        var slow = _carrier.Slowness?.Invoke() ?? default;
        await PassAsync(slow.Before);
        try
        {
            return await ask();
        }
        finally
        {
            _process.World.Changed();
            await PassAsync(slow.After);
            await _process.LiveAsync();
        }
    }
}
