using Microsoft.Extensions.Logging;

namespace CallGrains.Flows;

/// <summary>
/// Promise 7: asks the carrier what became of a silent call, and makes the events that should have come. They carry the same ids and tags as the carrier's
/// own, so that a late original is a duplicate. Safe for many threads.
/// </summary>
internal sealed partial class Watchdog(ICallbackUrls urls, TimeProvider time, ILogger<Watchdog> logger)
{
    /// <summary>After so many fruitless questions something that cannot be observed is taken for lost.</summary>
    private const int Patience = 4;

    /// <summary>Asks; returns the events to supply, in the order in which the carrier would have sent them.</summary>
    public async Task<IReadOnlyList<Callback>> AskAsync(ICarrier carrier, WatchedCall call, CancellationToken cancellationToken)
    {
        var found = new List<Callback>();
        try
        {
            foreach (var leg in call.Legs)
            {
                await AskAsync(carrier, call, leg, found, cancellationToken);
            }

            if (call.AwaitsRecording && call.MainCallId is { } callId)
            {
                await AskForRecordingsAsync(carrier, call, callId, found, cancellationToken);
            }
        }
        catch (CarrierException e)
        {
            LogUnreachable(call.Address, e.Message);
        }

        return found;
    }

    private async Task AskAsync(ICarrier carrier, WatchedCall call, WatchedLeg leg, List<Callback> found, CancellationToken cancellationToken)
    {
        var id = leg.CallId ?? (leg.CreatedFor is { } to
            ? (await carrier.FindCallAsync(to, urls.For(carrier.Name, call.Address, leg.Number), cancellationToken))?.Id
            : null);
        if (id is null)
        {
            return;
        }

        var snapshot = await carrier.GetCallAsync(id, cancellationToken);
        var log = snapshot is null ? null : CallLog.Of(await carrier.GetCallEventsAsync(id, cancellationToken));
        Add(call.NeedsBeginning && leg.Number == 0 && snapshot is not null ? Beginning(snapshot) : null);
        Add(!leg.Answered && snapshot?.ActiveTime is not null ? Answered(snapshot) : null);
        foreach (var command in call.Awaited.Where(c => c.Leg == leg.Number))
        {
            Add(await EndOfAsync(carrier, id, snapshot, log, command, call.Checks, cancellationToken));
        }

        Add(snapshot is null ? Ended(id, null, "UNKNOWN") : snapshot.IsOver ? Ended(id, snapshot, log!.HangupCause ?? HangupCause.NormalClearing) : null);

        void Add(CarrierEvent? e)
        {
            if (e is not null)
            {
                found.Add(Supply(carrier, e, leg.Number));
            }
        }
    }

    private static async Task<CarrierEvent?> EndOfAsync(
        ICarrier carrier, string callId, CallSnapshot? call, CallLog? log, WatchedCommand command, int checks, CancellationToken cancellationToken)
    {
        switch (command.Command)
        {
            case GatherCommand gather:
                var known = command.ResourceId is { } id ? await carrier.GetGatherAsync(callId, id, cancellationToken) : null;
                return known is { IsCompleted: true } ? Gathered(callId, command, known)
                    : command.ResourceId is null && checks >= Patience && call is { IsOver: false } ? Gathered(callId, command, new("unknown", true, GatherReason.InterDigitTimeout, ""))
                    : null;
            case SpeakCommand when log?.AudioEnds > command.AudioBefore:
                return new SpeakEvent { CallId = callId, Status = AudioStatus.Done, Tag = command.Tag };
            case PlayCommand when log?.AudioEnds > command.AudioBefore:
                return new PlaybackEvent { CallId = callId, Status = AudioStatus.Done, Tag = command.Tag };
            default:
                return null;
        }
    }

    private static async Task AskForRecordingsAsync(ICarrier carrier, WatchedCall call, string callId, List<Callback> found, CancellationToken cancellationToken)
    {
        foreach (var r in (await carrier.GetRecordingsAsync(callId, cancellationToken)).Where(r => r.State is "complete" or "error"))
        {
            found.Add(Supply(carrier, new RecordingEvent { CallId = callId, RecordingId = r.Id, RecordingUri = r.Uri, Status = r.State, StartTime = r.StartTime, EndTime = r.EndTime }, 0));
        }

        if (found.Count == 0 && call.IsOver && call.Checks >= Patience)
        {
            found.Add(Supply(carrier, new RecordingEvent { CallId = callId, RecordingId = "unknown", Status = RecordingStatus.Error }, 0));
        }
    }

    private static IncomingCallEvent Beginning(CallSnapshot call) => new() { CallId = call.Id, From = call.From, To = call.To, CallState = "active" };

    private static AnswerEvent Answered(CallSnapshot call) => new() { CallId = call.Id, From = call.From, To = call.To, CallState = "active", Time = call.ActiveTime };

    private HangupEvent Ended(string id, CallSnapshot? call, string cause) => new() { CallId = id, From = call?.From, To = call?.To, Cause = cause, Time = call?.EndTime ?? time.GetUtcNow() };

    private static GatherEvent Gathered(string callId, WatchedCommand command, GatherSnapshot gather) =>
        new() { CallId = callId, GatherId = gather.Id, State = "completed", Reason = gather.Reason, Digits = gather.Digits, Tag = command.Tag };

    private static Callback Supply(ICarrier carrier, CarrierEvent e, int leg) => new(carrier.Name, CallbackForm.Json, EventJson.Write(e), e) { Leg = leg };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain}: the carrier cannot be asked about the call: {Message}")]
    private partial void LogUnreachable(GrainAddress grain, string message);
}

/// <summary>What the watchdog needs to know of a call.</summary>
internal sealed record WatchedCall(GrainAddress Address, IReadOnlyList<WatchedLeg> Legs, IReadOnlyList<WatchedCommand> Awaited)
{
    public bool NeedsBeginning { get; init; }

    public bool AwaitsRecording { get; init; }

    public bool IsOver { get; init; }

    public string? MainCallId { get; init; }

    public int Checks { get; init; }
}

/// <summary>A leg that is not over, as far as its grain knows.</summary>
internal sealed record WatchedLeg(int Number, string? CallId, string? CreatedFor, bool Answered);

/// <summary>A command whose last event has not come.</summary>
internal sealed record WatchedCommand(Command Command, int Leg, string Tag, string? ResourceId, int AudioBefore);
