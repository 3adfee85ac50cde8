using System.Runtime.CompilerServices;

namespace CallGrains.Telnyx;

/// <summary>
/// What can be found out from Telnyx afterwards: a leg's client state shows which command came, and the log of events
/// what was told. Safe for many threads.
/// </summary>
internal sealed class TelnyxRecovery(TelnyxQuestions questions, TelnyxRooms rooms, LegStates states, RecordingOpener recordings, TimeProvider time) : ICarrierRecovery
{
    public async Task<Observation> ObserveAsync(DoubtfulCommand doubt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(doubt);
        var request = doubt.Request;
        if (request.Command is CreateCallCommand or TransferCommand)
        {
            return Observation.Found(await questions.FindLegAsync(request.Operation.Grain, request.Leg, request.Lease, cancellationToken));
        }

        if (request.Command is AddMemberCommand add)
        {
            return await ObserveAsync(doubt, add, cancellationToken);
        }

        if (request.CallId is not { } call || request.Command.Seat is not null)
        {
            return Observation.Unknown;
        }

        var status = await questions.GetCallAsync(call, request.Lease, cancellationToken);
        return status?.State?.Has(request.Operation) == true ? Observation.Happened with { ResourceId = request.Command is GatherCommand ? CommandIds.Of(request.Operation) : null }
            : status is null or { IsOver: true } ? Observation.TooLate
            : Observation.DidNot;
    }

    public async IAsyncEnumerable<MissedEvent> ProbeAsync(SilentGrain grain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grain);
        foreach (var leg in grain.Legs)
        {
            await foreach (var e in OfLegAsync(grain, leg, cancellationToken))
            {
                yield return new MissedEvent(e, leg.Number);
            }
        }

        foreach (var conference in grain.Conferences)
        {
            var room = await rooms.LookAsync(conference.Id, null, cancellationToken);
            var stays = room is null ? [] : await rooms.StaysAsync(room.Id, null, cancellationToken);
            foreach (var e in MissedOfRoom.Of(conference, room, stays, grain.GivesUp, time.GetUtcNow()))
            {
                yield return new MissedEvent(e, conference.Leg);
            }
        }

        await foreach (var e in OfTranscriptionsAsync(grain, cancellationToken))
        {
            yield return new MissedEvent(e, 0);
        }

        if (grain is { RecordingsDue: > 0, IsOver: true, MainCallId: { } main })
        {
            await foreach (var e in OfRecordingsAsync(grain, main, cancellationToken))
            {
                yield return new MissedEvent(e, 0);
            }
        }
    }

    /// <summary>Those that were told of; there is no word for one that failed.</summary>
    private async IAsyncEnumerable<CarrierEvent> OfTranscriptionsAsync(SilentGrain grain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (recording, _) in grain.Transcriptions)
        {
            if (await questions.LegOfRecordingAsync(recording, cancellationToken) is not { } leg)
            {
                continue;
            }

            foreach (var told in await questions.ToldOfAsync(leg, cancellationToken))
            {
                if (told.Type == "call.recording.transcription.saved" && EventReader.Read(told).Event is TranscriptionEvent found && found.RecordingId == recording)
                {
                    yield return found;
                }
            }
        }
    }

    public Task<RecordingMedia> OpenRecordingAsync(string recordingId, CancellationToken cancellationToken) => recordings.OpenAsync(recordingId, cancellationToken);

    /// <summary>
    /// Sounds of a conference name neither whose it is nor who was spoken to: its name says the one, the call's client
    /// state the other.
    /// </summary>
    public async Task<ReceivedEvent> PlaceAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(received);
        switch (received.Event)
        {
            case CallEvent call:
                var state = states.Find(call.CallId) ?? (await questions.GetCallAsync(call.CallId, null, cancellationToken))?.State;
                var doing = call is SpeakEvent ? state?.Speak : state?.Play;
                return state is null ? received
                    : doing is null ? received with { Grain = state.Grain, Leg = state.Leg }
                    : new ReceivedEvent(call with { OperationId = doing.Operation, Tag = doing.Tag }) { Grain = state.Grain, Leg = state.Leg };
            case ConferenceEventBase e when await rooms.SessionOfAsync(e.ConferenceId, cancellationToken) is { } session:
                return new ReceivedEvent(e with { ConferenceId = RoomName.Of(session) }) { Grain = session.Grain, Leg = session.Number };
            default:
                return received;
        }
    }

    /// <summary>
    /// One that has left meanwhile was taken in; a call that came back has been in once more than its earlier commands
    /// say.
    /// </summary>
    private async Task<Observation> ObserveAsync(DoubtfulCommand doubt, AddMemberCommand add, CancellationToken cancellationToken)
    {
        var room = await rooms.LookAsync(doubt.Request.ConferenceId!, doubt.Request.Lease, cancellationToken);
        var stays = room is null ? [] : (await rooms.StaysAsync(room.Id, doubt.Request.Lease, cancellationToken)).Where(s => s.CallId == add.CallId).ToList();
        if (stays.Count > doubt.Earlier().Count(c => c is AddMemberCommand earlier && earlier.CallId == add.CallId))
        {
            // Its first request may have come and its second not: sent again, it does the rest.
            var (last, isWhole) = (stays[^1], !add.Mute && !add.Hold);
            return isWhole || last.HasLeft || (last.IsMuted == add.Mute && last.IsOnHold == add.Hold) ? Observation.Found(add.CallId) : Observation.DidNot;
        }

        return room is { IsOver: true } ? Observation.TooLate : Observation.DidNot;
    }

    private async IAsyncEnumerable<CarrierEvent> OfLegAsync(SilentGrain grain, SilentLeg leg, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = leg.CallId ?? (leg.CreatedBy is null ? null : await questions.FindLegAsync(grain.Address, leg.Number, null, cancellationToken));
        if (id is null)
        {
            yield break;
        }

        var call = await questions.GetCallAsync(id, null, cancellationToken);
        var told = call?.LegId is { } legId ? await questions.ToldOfAsync(legId, cancellationToken) : [];
        var missed = new MissedOfLeg(grain, leg);
        foreach (var envelope in told)
        {
            if (missed.Find(envelope) is { } e)
            {
                yield return e;
            }
        }

        var isOver = call is null or { IsOver: true };
        foreach (var lost in missed.Lost(id, isOver, time.GetUtcNow()))
        {
            yield return lost;
        }

        if (isOver && !missed.HasEnded)
        {
            yield return new HangupEvent { CallId = id, Cause = call is null ? "UNKNOWN" : HangupCause.NormalClearing };
        }
    }

    private async IAsyncEnumerable<CarrierEvent> OfRecordingsAsync(SilentGrain grain, string call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if ((await questions.GetCallAsync(call, null, cancellationToken))?.LegId is not { } leg)
        {
            yield break;
        }

        foreach (var recording in await questions.RecordingsOfAsync(leg, cancellationToken))
        {
            if (Fields.Text(recording, "status") == "completed" && Fields.Text(recording, "id") is { } id && !grain.Recordings.Contains(id))
            {
                yield return new RecordingEvent
                {
                    CallId = call,
                    RecordingId = id,
                    Status = RecordingStatus.Complete,
                    StartTime = Fields.Time(recording, "recording_started_at"),
                    EndTime = Fields.Time(recording, "recording_ended_at"),
                };
            }
        }
    }
}
