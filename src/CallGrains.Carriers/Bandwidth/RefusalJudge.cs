using CallGrains.Flows;

namespace CallGrains.Carriers.Bandwidth;

/// <summary>
/// Tells refusals that are none. The carrier answers 403 <c>call-invalid-state</c> both to a command that comes too late
/// and to one whose wish is fulfilled already (sent again after a crash), so the call itself is asked:
/// <list type="table">
/// <listheader><term>command, state of the call</term><description>verdict</description></listheader>
/// <item><term>hang up, reject; over</term><description>done</description></item>
/// <item><term>answer; active or transferring</term><description>done</description></item>
/// <item><term>record; <c>recordingEnabled</c> is as wished (409 <c>conflicted-recording-values-request</c>)</term><description>done</description></item>
/// <item><term>stop audio; none plays (403 <c>call-audio-invalid-state</c>)</term><description>done</description></item>
/// <item><term>stop gather; it is completed</term><description>done</description></item>
/// <item><term>bridge; one of the two is over (403 <c>call-id-not-found</c>)</term><description>gone</description></item>
/// <item><term>any other; over, or not known to the carrier</term><description>gone</description></item>
/// <item><term>everything else</term><description>refused</description></item>
/// </list>
/// </summary>
internal sealed class RefusalJudge(ICarrier carrier)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private enum Verdict
    {
        Refused,
        Done,
        Gone,
    }

    /// <summary>Returns when the wish is fulfilled already.</summary>
    /// <exception cref="CarrierException">It is not: gone, refused, or (when the call could not be asked) without effect, to be sent again.</exception>
    public async Task AcceptOrThrowAsync(CarrierRequest request, CarrierException refusal, CancellationToken cancellationToken)
    {
        switch (await JudgeAsync(request, refusal, cancellationToken))
        {
            case Verdict.Done:
                return;
            case Verdict.Gone:
                throw new CarrierException(refusal.Error, RequestEffect.Gone, refusal);
            default:
                throw refusal;
        }
    }

    private async Task<Verdict> JudgeAsync(CarrierRequest request, CarrierException refusal, CancellationToken cancellationToken)
    {
        if (request.CallId is not { } callId || request.Command is CreateCallCommand)
        {
            return Verdict.Refused;
        }

        try
        {
            return await JudgeAsync(request, callId, refusal.Error, cancellationToken);
        }
        catch (CarrierException e)
        {
            // The command had no effect, that much is certain; sent again it is refused again, and the question asked again.
            throw new CarrierException(refusal.Error, RequestEffect.None, e) { RetryAfter = e.RetryAfter ?? AskAgain };
        }
    }

    private async Task<Verdict> JudgeAsync(CarrierRequest request, string callId, CarrierError error, CancellationToken cancellationToken) => (request.Command, error) switch
    {
        (_, { Status: 404, Code: "call-not-found" }) => Verdict.Gone,
        (StopAudioCommand, { Code: "call-audio-invalid-state" }) => Verdict.Done,
        (BridgeCommand, { Code: "call-id-not-found" or "call-invalid-state" }) => Verdict.Gone,
        (StopGatherCommand, { Status: 400 or 403 or 404 or 409 }) => await JudgeGatherAsync(callId, request.GatherId!, cancellationToken),
        (_, { Code: "call-invalid-state" or "call-audio-invalid-state" or "conflicted-recording-values-request" }) =>
            Judge(request.Command, await carrier.GetCallAsync(callId, cancellationToken)),
        _ => Verdict.Refused,
    };

    /// <summary>The carrier names no error for a gather that is over, so whatever it said, the gather is asked, then its call.</summary>
    private async Task<Verdict> JudgeGatherAsync(string callId, string gatherId, CancellationToken cancellationToken)
    {
        if (await carrier.GetGatherAsync(callId, gatherId, cancellationToken) is { IsCompleted: true })
        {
            return Verdict.Done;
        }

        return await carrier.GetCallAsync(callId, cancellationToken) is null or { IsOver: true } ? Verdict.Gone : Verdict.Refused;
    }

    private static Verdict Judge(Command command, CallSnapshot? call) => (command, call) switch
    {
        (HangupCommand or RejectCommand, { IsOver: true }) => Verdict.Done,
        (_, null or { IsOver: true }) => Verdict.Gone,
        (AnswerCommand, { State: "active" or "transferring" }) => Verdict.Done,
        (RecordCommand record, _) when record.Enabled == call.RecordingEnabled => Verdict.Done,
        _ => Verdict.Refused,
    };
}
