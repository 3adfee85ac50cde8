using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.Flows;

/// <summary>
/// The files of recordings. Carriers report a recording before they give its file out: a file that is not there, or
/// empty, is asked for again, ever more rarely and within the rate limits. Take it in a flow's constructor, and fetch
/// in a step: <c>await call.StepAsync("save", () =&gt; SaveAsync(result.RecordingId!))</c>.
/// </summary>
/// <remarks>Safe for many threads.</remarks>
public sealed partial class Recordings
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly CarrierSet _carriers;
    private readonly TimeProvider _time;
    private readonly GrainOptions _options;
    private readonly ILogger<Recordings> _logger;

    internal Recordings(CarrierSet carriers, TimeProvider time, IOptions<GrainOptions> options, ILogger<Recordings> logger) =>
        (_carriers, _time, _options, _logger) = (carriers, time, options.Value, logger);

    /// <summary>
    /// Opens a recording's file. One that is not there yet is waited for as long as
    /// <see cref="GrainOptions.CommandPatience"/>.
    /// </summary>
    /// <param name="recordingId">The carrier's recording id.</param>
    /// <param name="carrier">The carrier's name; null for the first that this process has.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The file, to be disposed by the caller.</returns>
    /// <exception cref="CarrierException">There is no such file.</exception>
    /// <exception cref="ArgumentException">This process has no such carrier.</exception>
    public Task<RecordingMedia> OpenAsync(string recordingId, string? carrier = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(recordingId);
        var found = (carrier is null ? _carriers.Default : _carriers.Find(carrier)) ?? throw new ArgumentException($"This process has no carrier '{carrier}'; name one that is registered.", nameof(carrier));
        return OpenAsync(new Search(found, recordingId), _options.CommandPatience, cancellationToken);
    }

    /// <summary>Waits until a recording's file can be fetched, or it is clear that it cannot.</summary>
    internal async Task<CommandOutcome> VerifyAsync(ICarrier carrier, string recordingId, CancellationToken cancellationToken)
    {
        var search = new Search(carrier, recordingId);
        try
        {
            await using var media = await OpenAsync(search, _options.RecordingPatience, cancellationToken);
            return new CommandOutcome(OutcomeStatus.Done) { ResourceId = media.Uri.AbsoluteUri, Length = media.Length, Attempts = search.Attempts };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var error = (e as CarrierException)?.Error ?? new CarrierError(0, null, e.GetType().Name, e.Message);
            return new CommandOutcome(OutcomeStatus.Refused) { Error = error, Attempts = search.Attempts };
        }
    }

    private async Task<RecordingMedia> OpenAsync(Search search, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            var wait = delay;
            try
            {
                return await search.TryAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is not CarrierException { Effect: RequestEffect.Refused or RequestEffect.Gone }
                && _time.GetElapsedTime(started) + (wait = Max((e as CarrierException)?.RetryAfter, delay)) <= patience)
            {
                LogNotThere(search.RecordingId, e.Message, wait);
            }

            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    private static TimeSpan Max(TimeSpan? a, TimeSpan b) => a > b ? a.Value : b;

    [LoggerMessage(Level = LogLevel.Debug, Message = "The file of recording {Recording} cannot be fetched yet: {Message} Next try in {Wait}.")]
    private partial void LogNotThere(string recording, string message, TimeSpan wait);

    private sealed record Search(ICarrier Carrier, string RecordingId)
    {
        public int Attempts { get; private set; }

        public async Task<RecordingMedia> TryAsync(CancellationToken cancellationToken)
        {
            Attempts++;
            var media = await Carrier.Recovery.OpenRecordingAsync(RecordingId, cancellationToken);
            media = media.Length is null ? await media.PeekAsync(cancellationToken) : media;
            if (media.Length != 0)
            {
                return media;
            }

            await media.DisposeAsync();
            throw new CarrierException(new CarrierError(0, null, "empty-recording", $"The file of recording {RecordingId} is empty."), RequestEffect.None);
        }
    }
}
