using System.Globalization;
using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth;

/// <summary>Asks Catapult over its REST API. Safe for many threads.</summary>
internal sealed class CatapultQuestions(BandwidthClient client) : ICatapultQuestions
{
    private readonly CreationFinder _finder = new(client);
    private readonly RecordingOpener _opener = new(client);

    public ICatapultQuestions For(CommandLease? command) => command is null ? this : new CatapultQuestions(client.For(command));

    public async Task<CallSnapshot?> GetCallAsync(string callId, CancellationToken cancellationToken)
    {
        try
        {
            return Snapshot(await client.Calls.GetAsync(callId, cancellationToken));
        }
        catch (CarrierException e) when (IsUnknown(e))
        {
            return null;
        }
    }

    public async Task<CallSnapshot?> FindCallAsync(string to, Uri callbackUrl, CancellationToken cancellationToken)
    {
        foreach (var party in FormsOf(to))
        {
            // The default order, newest first, is asked for all the same: what is looked for was created moments ago.
            var query = new CallQuery { To = party, SortOrder = "desc", Size = 1000 };
            await foreach (var call in client.Calls.ListAsync(query, cancellationToken))
            {
                if (CapabilityTokens.LeadToTheSame(call.CallbackUrl, callbackUrl))
                {
                    return Snapshot(call);
                }
            }
        }

        return null;
    }

    public Task<string?> FindCreatedAsync(CommandRequest request, CancellationToken cancellationToken) => _finder.FindAsync(request, cancellationToken);

    public Task<ConferenceSnapshot?> GetConferenceAsync(string conferenceId, CancellationToken cancellationToken) => _finder.GetConferenceAsync(conferenceId, cancellationToken);

    public Task<TranscriptionSnapshot?> GetTranscriptionAsync(string recordingId, string? transcriptionId, CancellationToken cancellationToken) =>
        _finder.GetTranscriptionAsync(recordingId, transcriptionId, cancellationToken);

    public async Task<IReadOnlyList<CallLogEntry>> GetCallEventsAsync(string callId, CancellationToken cancellationToken)
    {
        var events = await ReadAllAsync(client.Calls.ListEventsAsync(callId, cancellationToken));
        return [.. events.Select(e => new CallLogEntry(e.Name, string.IsNullOrEmpty(e.Data) ? null : e.Data, e.Time ?? default)).OrderBy(e => e.Time)];
    }

    public async Task<GatherSnapshot?> GetGatherAsync(string callId, string gatherId, CancellationToken cancellationToken)
    {
        try
        {
            var gather = await client.Gathers.GetAsync(callId, gatherId, cancellationToken);
            return new GatherSnapshot(gather.Id, Is(gather.State, "completed"), gather.Reason?.ToLower(CultureInfo.InvariantCulture), gather.Digits ?? "");
        }
        catch (CarrierException e) when (IsUnknown(e))
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<RecordingSnapshot>> GetRecordingsAsync(string callId, CancellationToken cancellationToken)
    {
        var recordings = await ReadAllAsync(client.Calls.ListRecordingsAsync(callId, cancellationToken));
        return [.. recordings.OrderBy(recording => recording.StartTime).Select(Snapshot)];
    }

    public Task<RecordingMedia> OpenRecordingAsync(string recordingId, CancellationToken cancellationToken) => _opener.OpenAsync(recordingId, cancellationToken);

    private static async Task<List<T>> ReadAllAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        try
        {
            await foreach (var item in items)
            {
                all.Add(item);
            }
        }
        catch (CarrierException e) when (IsUnknown(e))
        {
            return [];
        }

        return all;
    }

    /// <summary>
    /// The carrier's own 404 only: one that a proxy or a wrong base URL gave has no such code, and says nothing about
    /// the call.
    /// </summary>
    public static bool IsUnknown(CarrierException e) =>
        e.Error is { Status: 404 } error && (error.Category == "not-found" || error.Code?.EndsWith("-not-found", StringComparison.Ordinal) == true);

    /// <summary>SIP addresses are shown with or without their scheme.</summary>
    private static string[] FormsOf(string to) => to.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? [to, to[4..]] : [to];

    private static bool Is(string text, string word) => string.Equals(text, word, StringComparison.OrdinalIgnoreCase);

    private static CallSnapshot Snapshot(Call call) => new(
        call.Id,
        call.State.ToLower(CultureInfo.InvariantCulture),
        call.Direction.ToLower(CultureInfo.InvariantCulture),
        call.From,
        call.To)
    {
        ActiveTime = call.ActiveTime,
        EndTime = call.EndTime,
        RecordingEnabled = call.RecordingEnabled,
    };

    private RecordingSnapshot Snapshot(Recording recording) =>
        new(recording.Id, recording.State.ToLower(CultureInfo.InvariantCulture), client.Recordings.UriOf(recording.Id))
        {
            StartTime = recording.StartTime,
            EndTime = recording.EndTime,
            Media = recording.Media,
        };
}
