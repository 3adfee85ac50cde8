namespace CallGrains.Bandwidth;

/// <summary>
/// Tells refusals that are none. The carrier answers 403 <c>call-invalid-state</c> both to a command that comes too
/// late and to one whose wish is fulfilled already (sent again after a crash), so the call itself is asked:
/// <list type="table">
/// <listheader><term>command, state of the call</term><description>disposition</description></listheader>
/// <item><term>hang up, reject; over</term><description>done</description></item>
/// <item><term>answer; active or transferring</term><description>done</description></item>
/// <item><term>record; <c>recordingEnabled</c> is as wished (409
/// <c>conflicted-recording-values-request</c>)</term><description>done</description></item>
/// <item><term>stop audio; none plays (403
/// <c>call-audio-invalid-state</c>)</term><description>done</description></item>
/// <item><term>stop gather; it is completed</term><description>done</description></item>
/// <item><term>stop an announcement; none is heard. End a conference, take a member out; it is over, or has
/// left</term><description>done</description></item>
/// <item><term>any other command to a conference or a member; it is over, or has
/// left</term><description>gone</description></item>
/// <item><term>take a bridge apart; it is completed</term><description>done</description></item>
/// <item><term>bridge; one of the two is over (403
/// <c>call-id-not-found</c>)</term><description>gone</description></item>
/// <item><term>any other; over, or not known to the carrier</term><description>gone</description></item>
/// <item><term>everything else</term><description>refused</description></item>
/// </list>
/// </summary>
internal sealed class RefusalProbe(ICatapultQuestions catapult)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private enum Disposition
    {
        Refused,
        Done,
        Gone,
    }

    /// <summary>Returns when the wish is fulfilled already.</summary>
    /// <exception cref="CarrierException">It is not: gone, refused, or (when the call could not be asked) without
    /// effect, to be sent again.</exception>
    public async Task AcceptOrThrowAsync(CommandRequest request, CarrierException refusal, CancellationToken cancellationToken)
    {
        switch (await ProbeAsync(request, refusal, cancellationToken))
        {
            case Disposition.Done:
                return;
            case Disposition.Gone:
                throw new CarrierException(refusal.Error, RequestEffect.Gone, refusal);
            default:
                throw refusal;
        }
    }

    private async Task<Disposition> ProbeAsync(CommandRequest request, CarrierException refusal, CancellationToken cancellationToken)
    {
        try
        {
            if (request.Command is ConferenceCommand || IsOfConference(refusal.Error))
            {
                return await JudgeConferenceAsync(request, refusal.Error, cancellationToken);
            }

            if (request.CallId is not { } callId || request.Command is CreateCallCommand)
            {
                return Disposition.Refused;
            }

            return await ProbeAsync(request, callId, refusal.Error, cancellationToken);
        }
        catch (CarrierException e)
        {
            // The command had no effect, that much is certain; sent again it is refused again, and the question asked
            // again.
            throw new CarrierException(refusal.Error, RequestEffect.None, e) { RetryAfter = e.RetryAfter ?? AskAgain };
        }
    }

    private async Task<Disposition> ProbeAsync(CommandRequest request, string callId, CarrierError error, CancellationToken cancellationToken) => (request.Command, error) switch
    {
        (_, { Status: 404, Code: "call-not-found" }) => Disposition.Gone,
        (StopAudioCommand, { Code: "call-audio-invalid-state" }) => Disposition.Done,
        (UnbridgeCommand, _) when BandwidthDelivery.IsBridgeOver(error) => Disposition.Done,
        (BridgeCommand, { Code: "call-id-not-found" or "call-invalid-state" }) => Disposition.Gone,
        (StopGatherCommand, { Status: 400 or 403 or 404 or 409 }) => await JudgeGatherAsync(callId, request.GatherId!, cancellationToken),
        (_, { Code: "call-invalid-state" or "call-audio-invalid-state" or "conflicted-recording-values-request" }) =>
            Classify(request.Command, await catapult.GetCallAsync(callId, cancellationToken)),
        _ => Disposition.Refused,
    };

    private static bool IsOfConference(CarrierError error) => error.Code?.StartsWith("conference-", StringComparison.Ordinal) == true;

    private async Task<Disposition> JudgeConferenceAsync(CommandRequest request, CarrierError error, CancellationToken cancellationToken)
    {
        var isEnd = request.Command is EndConferenceCommand or ChangeMemberCommand { Leaves: true };
        if (request.Command is StopAnnouncementCommand && error.Code == "call-audio-invalid-state")
        {
            return Disposition.Done;
        }

        if (error.Code == "conference-not-found" || (error.Code == "conference-member-not-found" && request.Command.Seat is not null))
        {
            return isEnd ? Disposition.Done : Disposition.Gone;
        }

        return error.Code == "conference-error" && (request.ConferenceId ?? request.Command.Seat?.ConferenceId) is { } id
            && await IsOverAsync(id, request.Command.Seat, cancellationToken)
            ? isEnd ? Disposition.Done : Disposition.Gone
            : Disposition.Refused;
    }

    private async Task<bool> IsOverAsync(string conferenceId, ConferenceSeat? seat, CancellationToken cancellationToken) =>
        await catapult.GetConferenceAsync(conferenceId, cancellationToken) is not { IsOver: false } conference
        || (seat is not null && conference.Members.FirstOrDefault(m => m.Id == seat.MemberId) is null or { HasLeft: true });

    /// <summary>
    /// The carrier names no error for a gather that is over, so whatever it said, the gather is asked, then its call.
    /// </summary>
    private async Task<Disposition> JudgeGatherAsync(string callId, string gatherId, CancellationToken cancellationToken)
    {
        if (await catapult.GetGatherAsync(callId, gatherId, cancellationToken) is { IsCompleted: true })
        {
            return Disposition.Done;
        }

        return await catapult.GetCallAsync(callId, cancellationToken) is null or { IsOver: true } ? Disposition.Gone : Disposition.Refused;
    }

    private static Disposition Classify(Command command, CallSnapshot? call) => (command, call) switch
    {
        (HangupCommand or RejectCommand, { IsOver: true }) => Disposition.Done,
        (_, null or { IsOver: true }) => Disposition.Gone,
        (AnswerCommand, { State: "active" or "transferring" }) => Disposition.Done,
        (RecordCommand record, _) when record.Enabled == call.RecordingEnabled => Disposition.Done,
        _ => Disposition.Refused,
    };
}
