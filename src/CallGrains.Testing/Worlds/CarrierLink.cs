using CallGrains.Bandwidth;

namespace CallGrains.Testing.Worlds;

/// <summary>One process' way to the carrier; it ends with the process.</summary>
internal sealed class CarrierLink(FakeCarrier carrier, HostProcess process) : ICarrier
{
    public string Name => "bandwidth";

    public Task<string?> SendAsync(CarrierRequest request, CancellationToken cancellationToken)
    {
        try
        {
            // What the adapter refuses before it is sent is refused here too, by the same rules.
            CommandRules.Check(request);
        }
        catch (CarrierException e)
        {
            carrier.World.TraceLog.Host($"refused, as by the adapter: {e.Error.Message}");
            throw;
        }

        carrier.Leaves(process, request);
        return AskAsync(() => carrier.SendAsync(request, process));
    }

    public Task<CallSnapshot?> GetCallAsync(string callId, CancellationToken cancellationToken) =>
        AskAsync(() => carrier.GetCallAsync(callId));

    public Task<CallSnapshot?> FindCallAsync(string to, Uri callbackUrl, CancellationToken cancellationToken) =>
        AskAsync(() => carrier.FindCallAsync(to, callbackUrl));

    public Task<string?> FindCreatedAsync(CarrierRequest request, CancellationToken cancellationToken) =>
        AskAsync(() => carrier.FindCreatedAsync(request));

    public Task<ConferenceSnapshot?> GetConferenceAsync(string conferenceId, CancellationToken cancellationToken) =>
        AskAsync(() => carrier.GetConferenceAsync(conferenceId));

    public Task<TranscriptionSnapshot?> GetTranscriptionAsync(string recordingId, string? transcriptionId, CancellationToken cancellationToken) =>
        AskAsync(() => carrier.GetTranscriptionAsync(recordingId));

    public Task<IReadOnlyList<CallLogEntry>> GetCallEventsAsync(string callId, CancellationToken cancellationToken) =>
        AskAsync(() => carrier.GetCallEventsAsync(callId));

    public Task<GatherSnapshot?> GetGatherAsync(string callId, string gatherId, CancellationToken cancellationToken) =>
        AskAsync(() => carrier.GetGatherAsync(callId, gatherId));

    public Task<IReadOnlyList<RecordingSnapshot>> GetRecordingsAsync(string callId, CancellationToken cancellationToken) =>
        AskAsync(() => carrier.GetRecordingsAsync(callId));

    public Task<RecordingMedia> OpenRecordingAsync(string recordingId, CancellationToken cancellationToken) =>
        AskAsync(() => carrier.OpenRecordingAsync(recordingId, process));

    private Task PassAsync(TimeSpan time) => time > TimeSpan.Zero ? process.World.Passes(time) : Task.CompletedTask;

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        await process.LiveAsync();
        await Task.Yield();
        var slow = carrier.Slowness?.Invoke() ?? default;
        await PassAsync(slow.Before);
        try
        {
            return await ask();
        }
        finally
        {
            process.World.Changed();
            await PassAsync(slow.After);
            await process.LiveAsync();
        }
    }
}
