using System.Globalization;
using CallGrains.Bandwidth.Rest;
using Microsoft.Extensions.Options;

namespace CallGrains.Bandwidth;

/// <summary>
/// Bandwidth's V1 API (Catapult) behind the carrier's seam. One attempt at each command; see <see cref="RefusalProbe"/>
/// for refusals that are none.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
public sealed class BandwidthCarrier : ICarrier
{
    private readonly BandwidthClient _client;
    private readonly CommandSender _sender;
    private readonly RefusalProbe _probe;
    private readonly CreationFinder _finder;
    private readonly RecordingOpener _opener;

    /// <summary>Makes the adapter.</summary>
    /// <param name="client">The client of the account.</param>
    /// <param name="options">How calls that we create are reported.</param>
    public BandwidthCarrier(BandwidthClient client, IOptions<BandwidthOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _client = client;
        _sender = new CommandSender(client, options.Value);
        _probe = new RefusalProbe(this);
        _finder = new CreationFinder(client);
        _opener = new RecordingOpener(client);
    }

    /// <inheritdoc/>
    public string Name => "bandwidth";

    /// <inheritdoc/>
    public async Task<string?> SendAsync(CarrierRequest request, CancellationToken cancellationToken)
    {
        CommandRules.Check(request);
        try
        {
            return await _sender.SendAsync(request, cancellationToken);
        }
        catch (CarrierException e) when (e.Effect == RequestEffect.Refused)
        {
            await _probe.AcceptOrThrowAsync(request, e, cancellationToken);
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<CallSnapshot?> GetCallAsync(string callId, CancellationToken cancellationToken)
    {
        try
        {
            return Snapshot(await _client.Calls.GetAsync(callId, cancellationToken));
        }
        catch (CarrierException e) when (IsUnknown(e))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<CallSnapshot?> FindCallAsync(string to, Uri callbackUrl, CancellationToken cancellationToken)
    {
        foreach (var party in FormsOf(to))
        {
            // The default order, newest first, is asked for all the same: what is looked for was created moments ago.
            var query = new CallQuery { To = party, SortOrder = "desc", Size = 1000 };
            await foreach (var call in _client.Calls.ListAsync(query, cancellationToken))
            {
                if (CapabilityTokens.LeadToTheSame(call.CallbackUrl, callbackUrl))
                {
                    return Snapshot(call);
                }
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public Task<string?> FindCreatedAsync(CarrierRequest request, CancellationToken cancellationToken) => _finder.FindAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ConferenceSnapshot?> GetConferenceAsync(string conferenceId, CancellationToken cancellationToken) => _finder.GetConferenceAsync(conferenceId, cancellationToken);

    /// <inheritdoc/>
    public Task<TranscriptionSnapshot?> GetTranscriptionAsync(string recordingId, string? transcriptionId, CancellationToken cancellationToken) =>
        _finder.GetTranscriptionAsync(recordingId, transcriptionId, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CallLogEntry>> GetCallEventsAsync(string callId, CancellationToken cancellationToken)
    {
        var events = await ReadAllAsync(_client.Calls.ListEventsAsync(callId, cancellationToken));
        return [.. events.Select(e => new CallLogEntry(e.Name, string.IsNullOrEmpty(e.Data) ? null : e.Data, e.Time ?? default)).OrderBy(e => e.Time)];
    }

    /// <inheritdoc/>
    public async Task<GatherSnapshot?> GetGatherAsync(string callId, string gatherId, CancellationToken cancellationToken)
    {
        try
        {
            var gather = await _client.Gathers.GetAsync(callId, gatherId, cancellationToken);
            return new GatherSnapshot(gather.Id, Is(gather.State, "completed"), gather.Reason?.ToLower(CultureInfo.InvariantCulture), gather.Digits ?? "");
        }
        catch (CarrierException e) when (IsUnknown(e))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RecordingSnapshot>> GetRecordingsAsync(string callId, CancellationToken cancellationToken)
    {
        var recordings = await ReadAllAsync(_client.Calls.ListRecordingsAsync(callId, cancellationToken));
        return [.. recordings.OrderBy(recording => recording.StartTime).Select(Snapshot)];
    }

    /// <inheritdoc/>
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
    internal static bool IsUnknown(CarrierException e) =>
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
        new(recording.Id, recording.State.ToLower(CultureInfo.InvariantCulture), _client.Recordings.UriOf(recording.Id))
        {
            StartTime = recording.StartTime,
            EndTime = recording.EndTime,
            Media = recording.Media,
        };
}
