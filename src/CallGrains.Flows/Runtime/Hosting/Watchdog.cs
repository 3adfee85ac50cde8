using Microsoft.Extensions.Logging;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Promise 7: asks the carrier what became of a silent call, and makes the events that should have come. They carry the
/// same ids and operations as the carrier's own, so that a late original is a duplicate. Safe for many threads.
/// </summary>
internal sealed partial class Watchdog(ICallbackUrls urls, TimeProvider time, ILogger<Watchdog> logger)
{
    /// <summary>After so many fruitless questions something that cannot be observed is taken for lost.</summary>
    private const int Patience = 4;

    /// <summary>
    /// Asks; returns the events to supply, in the order in which the carrier would have sent them, and whether the
    /// carrier answered all that was asked.
    /// </summary>
    public async Task<(IReadOnlyList<Callback> Found, bool IsAnswered)> AskAsync(ICarrier carrier, WatchedCall call, CancellationToken cancellationToken)
    {
        var found = new List<Callback>();
        var isAnswered = true;
        try
        {
            foreach (var leg in call.Legs)
            {
                await AskAsync(carrier, call, leg, found, cancellationToken);
            }

            foreach (var conference in call.Conferences)
            {
                found.AddRange((await conference.AskAsync(carrier, call.Checks >= Patience, time, cancellationToken)).Select(e => Callback.Supplied(carrier.Name, e, conference.Leg)));
            }

            await AskForRecordingsAsync(carrier, call, found, cancellationToken);
            await AskForTranscriptionsAsync(carrier, call, found, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            isAnswered = false;
            LogUnreachable(call.Address, e.Message);
        }

        GiveUpRecording(carrier, call, found);
        GiveUpTranscriptions(carrier, call, found);
        return (found, isAnswered);
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
        Add(call.NeedsBeginning && leg.Number == 0 && snapshot is { Direction: "in" } ? Beginning(snapshot) : null);
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
                found.Add(Callback.Supplied(carrier.Name, e, leg.Number));
            }
        }
    }

    private async Task<CarrierEvent?> EndOfAsync(
        ICarrier carrier, string callId, CallSnapshot? call, CallLog? log, WatchedCommand command, int checks, CancellationToken cancellationToken)
    {
        switch (command.Command)
        {
            case GatherCommand gather:
                var known = command.ResourceId is { } id ? await carrier.GetGatherAsync(callId, id, cancellationToken) : null;
                return known is { IsCompleted: true } ? Gathered(callId, command, known)
                    : known is null && checks >= Patience && call is { IsOver: false } ? Lost(callId, command)
                    : null;
            case SpeakCommand when log?.AudioEnds > command.AudioBefore:
                return new SpeakEvent { CallId = callId, Status = AudioStatus.Done, OperationId = command.Id, Tag = command.Tag };
            case PlayCommand when log?.AudioEnds > command.AudioBefore:
                return new PlaybackEvent { CallId = callId, Status = AudioStatus.Done, OperationId = command.Id, Tag = command.Tag };
            default:
                return null;
        }
    }

    private static async Task AskForRecordingsAsync(ICarrier carrier, WatchedCall call, List<Callback> found, CancellationToken cancellationToken)
    {
        if (call is not { RecordingsDue: > 0, MainCallId: { } callId })
        {
            return;
        }

        foreach (var r in (await carrier.GetRecordingsAsync(callId, cancellationToken))
            .Where(r => r.State is RecordingStatus.Complete or RecordingStatus.Error && !call.Recordings.Contains(r.Id)))
        {
            found.Add(Callback.Supplied(carrier.Name, new RecordingEvent { CallId = callId, RecordingId = r.Id, RecordingUri = r.Uri, Status = r.State, StartTime = r.StartTime, EndTime = r.EndTime }, 0));
        }
    }

    private static async Task AskForTranscriptionsAsync(ICarrier carrier, WatchedCall call, List<Callback> found, CancellationToken cancellationToken)
    {
        foreach (var (recording, id) in call.Transcriptions)
        {
            var t = await carrier.GetTranscriptionAsync(recording, id, cancellationToken);
            if (t is { State: TranscriptionStatus.Completed or TranscriptionStatus.Error })
            {
                found.Add(Callback.Supplied(carrier.Name, new TranscriptionEvent { TranscriptionId = t.Id, RecordingId = recording, State = t.State, Text = t.Text, TextSize = t.TextSize, TextUrl = t.TextUrl }, 0));
            }
        }
    }

    /// <summary>
    /// A recording that never shows, or a carrier that cannot be asked, must not hold a call that is over for ever.
    /// </summary>
    private static void GiveUpRecording(ICarrier carrier, WatchedCall call, List<Callback> found)
    {
        if (call is { RecordingsDue: > 0, IsOver: true, Checks: >= Patience, MainCallId: { } callId } && !found.Any(f => f.Event is RecordingEvent))
        {
            found.Add(Callback.Supplied(carrier.Name, new RecordingEvent { CallId = callId, RecordingId = $"unknown-{call.RecordingsDue}", Status = RecordingStatus.Error }, 0));
        }
    }

    private static void GiveUpTranscriptions(ICarrier carrier, WatchedCall call, List<Callback> found)
    {
        if (call.Checks < Patience || found.Any(f => f.Event is TranscriptionEvent))
        {
            return;
        }

        foreach (var (recording, id) in call.Transcriptions)
        {
            found.Add(Callback.Supplied(carrier.Name, new TranscriptionEvent { TranscriptionId = id ?? $"unknown-{recording}", RecordingId = recording, State = TranscriptionStatus.Error }, 0));
        }
    }

    private static IncomingCallEvent Beginning(CallSnapshot call) => new() { CallId = call.Id, From = call.From, To = call.To, CallState = "active" };

    private static AnswerEvent Answered(CallSnapshot call) => new() { CallId = call.Id, From = call.From, To = call.To, CallState = "active", Time = call.ActiveTime };

    private HangupEvent Ended(string id, CallSnapshot? call, string cause) => new() { CallId = id, From = call?.From, To = call?.To, Cause = cause, Time = call?.EndTime ?? time.GetUtcNow() };

    private static GatherEvent Gathered(string callId, WatchedCommand command, GatherSnapshot gather) =>
        new() { CallId = callId, GatherId = gather.Id, State = "completed", Reason = gather.Reason, Digits = gather.Digits, OperationId = command.Id, Tag = command.Tag };

    /// <summary>
    /// It names no gather but has a time: another one of this call may be lost too, and is not the same.
    /// </summary>
    private GatherEvent Lost(string callId, WatchedCommand command) =>
        new() { CallId = callId, State = "completed", Reason = GatherReason.InterDigitTimeout, Digits = "", OperationId = command.Id, Tag = command.Tag, Time = time.GetUtcNow() };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain}: the carrier cannot be asked about the call: {Message}")]
    private partial void LogUnreachable(FlowAddress grain, string message);
}

/// <summary>What the watchdog needs to know of a call.</summary>
internal sealed record WatchedCall(FlowAddress Address, IReadOnlyList<WatchedLeg> Legs, IReadOnlyList<WatchedCommand> Awaited)
{
    public bool NeedsBeginning { get; init; }

    public int RecordingsDue { get; init; }

    /// <summary>The recordings whose events have come.</summary>
    public IReadOnlyCollection<string> Recordings { get; init; } = [];

    /// <summary>
    /// Transcriptions whose events have not come: their recordings, and their ids where they are known.
    /// </summary>
    public IReadOnlyList<(string Recording, string? Id)> Transcriptions { get; init; } = [];

    public bool IsOver { get; init; }

    public string? MainCallId { get; init; }

    public int Checks { get; init; }

    /// <summary>The carrier's conferences of this grain that are not over.</summary>
    public IReadOnlyList<WatchedConference> Conferences { get; init; } = [];
}

/// <summary>A leg that is not over, as far as its grain knows.</summary>
internal sealed record WatchedLeg(int Number, string? CallId, string? CreatedFor, bool Answered);

/// <summary>A command whose last event has not come.</summary>
internal sealed record WatchedCommand(Command Command, int Id, int Leg, string? Tag, string? ResourceId, int AudioBefore);
