using Microsoft.Extensions.Logging;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Promise 7: lets the carrier say what became of a silent call, and makes callbacks of the events that should have
/// come. Safe for many threads.
/// </summary>
internal sealed partial class Watchdog(ICallbackUrls urls, ILogger<Watchdog> logger)
{
    /// <summary>After so many fruitless questions something that cannot be observed is taken for lost.</summary>
    public const int Patience = 4;

    /// <summary>
    /// Probes; returns the events to supply, in the order in which the carrier would have sent them, and whether the
    /// carrier answered all that was asked.
    /// </summary>
    public async Task<(IReadOnlyList<Callback> Found, bool IsAnswered)> ProbeAsync(ICarrier carrier, SilentGrain grain, CancellationToken cancellationToken)
    {
        var found = new List<Callback>();
        var isAnswered = true;
        try
        {
            await foreach (var missed in carrier.Recovery.ProbeAsync(grain with { Legs = [.. grain.Legs.Select(WithUrl)] }, cancellationToken))
            {
                found.Add(Callback.Supplied(carrier.Name, missed.Event, missed.Leg));
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            isAnswered = false;
            LogUnreachable(grain.Address, e.Message);
        }

        GiveUpRecording(carrier, grain, found);
        GiveUpTranscriptions(carrier, grain, found);
        return (found, isAnswered);

        SilentLeg WithUrl(SilentLeg leg) => leg is { CallId: null, Callee: not null } ? leg with { CallbackUrl = urls.For(carrier.Name, grain.Address, leg.Number) } : leg;
    }

    /// <summary>
    /// A recording that never shows, or a carrier that cannot be asked, must not hold a call that is over for ever.
    /// </summary>
    private static void GiveUpRecording(ICarrier carrier, SilentGrain grain, List<Callback> found)
    {
        if (grain is { RecordingsDue: > 0, IsOver: true, GivesUp: true, MainCallId: { } callId } && !found.Any(f => f.Event is RecordingEvent))
        {
            found.Add(Callback.Supplied(carrier.Name, new RecordingEvent { CallId = callId, RecordingId = $"unknown-{grain.RecordingsDue}", Status = RecordingStatus.Error }, 0));
        }
    }

    private static void GiveUpTranscriptions(ICarrier carrier, SilentGrain grain, List<Callback> found)
    {
        if (!grain.GivesUp || found.Any(f => f.Event is TranscriptionEvent))
        {
            return;
        }

        foreach (var (recording, id) in grain.Transcriptions)
        {
            found.Add(Callback.Supplied(carrier.Name, new TranscriptionEvent { TranscriptionId = id ?? $"unknown-{recording}", RecordingId = recording, State = TranscriptionStatus.Error }, 0));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain}: the carrier cannot be asked about the call: {Message}")]
    private partial void LogUnreachable(FlowAddress grain, string message);
}
