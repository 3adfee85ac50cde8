using System.Runtime.CompilerServices;

namespace CallGrains.Bandwidth;

/// <summary>
/// Finds the events that a silent grain has missed: its legs by their states and logs, then conferences, recordings,
/// transcriptions. Safe for many threads.
/// </summary>
internal sealed class GrainProbe(ICatapultQuestions catapult, TimeProvider time)
{
    public async IAsyncEnumerable<MissedEvent> ProbeAsync(SilentGrain grain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var leg in grain.Legs)
        {
            await foreach (var e in OfLegAsync(grain, leg, cancellationToken))
            {
                yield return new MissedEvent(e, leg.Number);
            }
        }

        foreach (var conference in grain.Conferences)
        {
            var there = await catapult.GetConferenceAsync(conference.Id, cancellationToken);
            foreach (var e in ConferenceProbe.Missed(conference, there, grain.GivesUp, time.GetUtcNow()))
            {
                yield return new MissedEvent(e, conference.Leg);
            }
        }

        await foreach (var e in OfRecordingsAsync(grain, cancellationToken))
        {
            yield return new MissedEvent(e, 0);
        }

        foreach (var (recording, id) in grain.Transcriptions)
        {
            var t = await catapult.GetTranscriptionAsync(recording, id, cancellationToken);
            if (t is { State: TranscriptionStatus.Completed or TranscriptionStatus.Error })
            {
                yield return new MissedEvent(
                    new TranscriptionEvent { TranscriptionId = t.Id, RecordingId = recording, State = t.State, Text = t.Text, TextSize = t.TextSize, TextUrl = t.TextUrl }, 0);
            }
        }
    }

    private async IAsyncEnumerable<CarrierEvent> OfLegAsync(SilentGrain grain, SilentLeg leg, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = leg.CallId ?? (leg is { Callee: { } to, CallbackUrl: { } url } ? (await catapult.FindCallAsync(to, url, cancellationToken))?.Id : null);
        if (id is null)
        {
            yield break;
        }

        var call = await catapult.GetCallAsync(id, cancellationToken);
        var log = call is null ? null : CallLog.Of(await catapult.GetCallEventsAsync(id, cancellationToken));
        if (grain.NeedsBeginning && leg.Number == 0 && call is { Direction: "in" })
        {
            yield return new IncomingCallEvent { CallId = call.Id, From = call.From, To = call.To, CallState = "active" };
        }

        if (!leg.IsAnswered && call?.ActiveTime is not null)
        {
            yield return new AnswerEvent { CallId = call.Id, From = call.From, To = call.To, CallState = "active", Time = call.ActiveTime };
        }

        foreach (var command in grain.Awaited.Where(c => c.Leg == leg.Number))
        {
            if (await EndOfAsync(id, call, log, command, grain.GivesUp, cancellationToken) is { } e)
            {
                yield return e;
            }
        }

        if (call is null or { IsOver: true })
        {
            yield return Ended(id, call, call is null ? "UNKNOWN" : log!.HangupCause ?? HangupCause.NormalClearing);
        }
    }

    private async Task<CarrierEvent?> EndOfAsync(string callId, CallSnapshot? call, CallLog? log, AwaitedCommand command, bool givesUp, CancellationToken cancellationToken)
    {
        switch (command.Command)
        {
            case GatherCommand:
                var known = command.ResourceId is { } id ? await catapult.GetGatherAsync(callId, id, cancellationToken) : null;
                return known is { IsCompleted: true } ? Gathered(callId, command, known)
                    : known is null && givesUp && call is { IsOver: false } ? Lost(callId, command)
                    : null;
            case SpeakCommand when log?.AudioEnds > command.Earlier.Count(c => c.StartsAudio):
                return new SpeakEvent { CallId = callId, Status = AudioStatus.Done, OperationId = command.Operation.Number, Tag = command.Tag };
            case PlayCommand when log?.AudioEnds > command.Earlier.Count(c => c.StartsAudio):
                return new PlaybackEvent { CallId = callId, Status = AudioStatus.Done, OperationId = command.Operation.Number, Tag = command.Tag };
            default:
                return null;
        }
    }

    private async IAsyncEnumerable<CarrierEvent> OfRecordingsAsync(SilentGrain grain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (grain is not { RecordingsDue: > 0, MainCallId: { } callId })
        {
            yield break;
        }

        foreach (var r in (await catapult.GetRecordingsAsync(callId, cancellationToken))
            .Where(r => r.State is RecordingStatus.Complete or RecordingStatus.Error && !grain.Recordings.Contains(r.Id)))
        {
            yield return new RecordingEvent { CallId = callId, RecordingId = r.Id, RecordingUri = r.Uri, Status = r.State, StartTime = r.StartTime, EndTime = r.EndTime };
        }
    }

    private HangupEvent Ended(string id, CallSnapshot? call, string cause) =>
        new() { CallId = id, From = call?.From, To = call?.To, Cause = cause, Time = call?.EndTime ?? time.GetUtcNow() };

    private static GatherEvent Gathered(string callId, AwaitedCommand command, GatherSnapshot gather) => new()
    {
        CallId = callId,
        GatherId = gather.Id,
        State = "completed",
        Reason = gather.Reason,
        Digits = gather.Digits,
        OperationId = command.Operation.Number,
        Tag = command.Tag,
    };

    /// <summary>
    /// It names no gather but has a time: another one of this call may be lost too, and is not the same.
    /// </summary>
    private GatherEvent Lost(string callId, AwaitedCommand command) => new()
    {
        CallId = callId,
        State = "completed",
        Reason = GatherReason.InterDigitTimeout,
        Digits = "",
        OperationId = command.Operation.Number,
        Tag = command.Tag,
        Time = time.GetUtcNow(),
    };
}
