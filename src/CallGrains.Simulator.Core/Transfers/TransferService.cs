using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Gathers;

namespace CallGrains.Simulator.Transfers;

/// <summary>
/// Connects the far party of a call with a third one. The old call is <c>transferring</c> until either leaves; when the
/// new leg is not answered, the old call is <c>active</c> again and the new leg's hangup says why.
/// </summary>
internal sealed class TransferService(Exchange exchange, CallLifecycle life, Dialer dialer, AudioPlayer audio, GatherService gathers)
{
    public Call Start(Call call, CallOrder order, AudioRequest? whisper)
    {
        gathers.Stop(call, "cancelled");
        audio.Stop(call);
        var leg = dialer.Create(order with { IsTransferTarget = true });
        call.State = CallState.Transferring;
        call.TransferPartner = leg;
        leg.TransferPartner = call;
        leg.WhenAnswered = () => Answered(call, leg, whisper);
        dialer.Ring(leg);
        return leg;
    }

    /// <summary>Sends a caller whose application is out of reach to the fallback number.</summary>
    public void Divert(Call call, string fallbackNumber)
    {
        if (!call.IsAnswered)
        {
            life.Answer(call);
        }

        if (call.State == CallState.Active)
        {
            Start(call, new CallOrder(call.Remote, fallbackNumber) { IsDiversion = true }, whisper: null);
        }
    }

    private void Answered(Call call, Call leg, AudioRequest? whisper)
    {
        if (whisper is null)
        {
            Connect(call, leg);
        }
        else
        {
            audio.Start(leg, whisper, () => Connect(call, leg));
        }
    }

    private void Connect(Call call, Call leg)
    {
        if (call.IsOver || leg.IsOver)
        {
            return;
        }

        call.IsConnected = leg.IsConnected = true;
        call.Heard.Add(new Sound(exchange.Now, "connected", leg.Remote, null, isLoop: false));
        leg.Heard.Add(new Sound(exchange.Now, "connected", call.Remote, null, isLoop: false));
    }
}
