using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Gathers;
using CallGrains.Simulator.Recordings;

namespace CallGrains.Simulator.Calls;

/// <summary>The turning points of a call: answered, and ended with everything that hangs on it.</summary>
internal sealed class CallLifecycle(Exchange exchange, CallStore store, ICallNews news, AudioPlayer audio, GatherService gathers, RecordingService recordings)
{
    /// <summary>Raised after the answer of a call, and after its end.</summary>
    public event Action<Call>? Answered;

    public event Action<Call>? Ended;

    public void Answer(Call call)
    {
        call.State = CallState.Active;
        call.ActiveTime = exchange.Now;
        StopRinging(call);
        news.Record(call, "answer");
        news.Answered(call);
        recordings.StartIfWanted(call);
        if (call.FarLeg is { IsAnswered: false, IsOver: false } far)
        {
            Answer(far);
        }

        var next = call.WhenAnswered;
        call.WhenAnswered = null;
        next?.Invoke();
        Answered?.Invoke(call);
    }

    /// <summary>
    /// Ends a call once: sound done, gather hung-up, hangup; its recording is saved later. Legs that cannot be without
    /// it end too; the old call of a transfer that never connected is active again.
    /// </summary>
    public void End(Call call, string cause, CallState state = CallState.Completed)
    {
        if (call.IsOver)
        {
            return;
        }

        call.State = state;
        call.EndTime = exchange.Now;
        call.Cause = cause;
        call.EndedBy ??= "carrier";
        StopRinging(call);
        gathers.Stop(call, "hung-up");
        audio.Stop(call);
        news.Record(call, "hangup", cause);
        news.Ended(call, cause);
        recordings.Stop(call);
        call.WhenEnded.ForEach(action => action());
        EndFarLeg(call, cause);
        EndTransfer(call);
        Ended?.Invoke(call);
        store.MarkEnded(call);
    }

    private static void StopRinging(Call call)
    {
        call.GivingUp?.Cancel();
        call.Reaction?.Cancel();
    }

    private void EndFarLeg(Call call, string cause)
    {
        if (call.FarLeg is not { } far)
        {
            return;
        }

        far.EndedBy ??= "leg";
        End(far, call.IsAnswered ? Causes.NormalClearing : call.IsInbound ? cause : Causes.OriginatorCancel);
    }

    private void EndTransfer(Call call)
    {
        if (call.TransferPartner is not { } partner)
        {
            return;
        }

        call.TransferPartner = null;
        partner.TransferPartner = null;
        if (call.IsConnected)
        {
            partner.EndedBy ??= "leg";
            End(partner, Causes.NormalClearing);
        }
        else if (call.Order is { IsTransferTarget: true, IsDiversion: false })
        {
            partner.State = CallState.Active;
        }
        else
        {
            partner.EndedBy ??= "leg";
            End(partner, partner.IsAnswered ? Causes.NormalClearing : Causes.OriginatorCancel);
        }
    }
}
