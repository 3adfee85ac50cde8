using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// Bridges two legs, and calls the second one for a transfer. When a leg of a bridge ends, the other one is hung up,
/// unless it parks.
/// </summary>
internal sealed class Joining(Exchange exchange, CallLifecycle life, Dialer dialer, AudioPlayer audio, SoundQueue sounds, Gathering gathering, CallNews news)
{
    /// <summary>
    /// Calls somebody for <paramref name="call"/>, which stays as it is meanwhile and when nobody answers.
    /// </summary>
    /// <param name="call">The call that is transferred; it may ring still.</param>
    /// <param name="order">Whom to call.</param>
    /// <param name="make">Makes the new leg's own side.</param>
    /// <param name="whisper">Played to whoever answers, before the bridge.</param>
    /// <param name="parks">Whether <paramref name="call"/> stays up after the bridge.</param>
    public Call Transfer(Call call, CallOrder order, Func<Leg> make, AudioRequest? whisper, bool parks)
    {
        var leg = dialer.Create(order);
        leg.Leg = make();
        call.WhenEnded.Add(() =>
        {
            if (!leg.IsOver && leg.TransferPartner != call)
            {
                leg.Leg.IsEndedByUs = true;
                life.End(leg, leg.IsAnswered ? Causes.NormalClearing : Causes.OriginatorCancel);
            }
        });
        leg.WhenAnswered = () =>
        {
            if (whisper is null)
            {
                Bridge(call, leg, parks);
            }
            else
            {
                audio.Start(leg, whisper, () => Bridge(call, leg, parks));
            }
        };
        news.Outgoing(leg);
        dialer.Ring(leg);
        return leg;
    }

    /// <summary>Bridges a call with a leg as soon as that is answered.</summary>
    public void BridgeOnceAnswered(Call call, Call leg, bool parks)
    {
        if (leg.IsAnswered)
        {
            Bridge(call, leg, parks);
        }
        else
        {
            leg.WhenAnswered += () => Bridge(call, leg, parks);
        }
    }

    private void Bridge(Call call, Call leg, bool parks)
    {
        if (call.IsOver || leg.IsOver)
        {
            return;
        }

        Part(call);
        Part(leg);
        Quiet(call);
        Quiet(leg);
        if (!call.IsAnswered)
        {
            life.Answer(call);
        }

        (call.Leg!.ParksAfterUnbridge, leg.Leg!.ParksAfterUnbridge) = (parks, false);
        Link(call, leg);
        Link(leg, call);
        news.Bridged(leg);
        news.Bridged(call);
    }

    private void Quiet(Call call)
    {
        gathering.Stop(call);
        sounds.Stop(call, all: true);
    }

    private void Link(Call one, Call other)
    {
        one.TransferPartner = other;
        one.IsConnected = true;
        one.Heard.Add(new Sound(exchange.Now, "connected", other.Remote, null, isLoop: false));
        one.WhenEnded.Add(() => Unlink(one, other));
    }

    /// <summary>Before the core ends the other leg with this one.</summary>
    private static void Unlink(Call ended, Call other)
    {
        if (ended.TransferPartner != other)
        {
            return;
        }

        if (other.Leg!.ParksAfterUnbridge)
        {
            Separate(ended, other);
        }
        else
        {
            other.Leg.IsEndedByUs = true;
        }
    }

    /// <summary>Takes a leg out of the bridge that it is in; the other one parks or is hung up.</summary>
    public void Part(Call call)
    {
        if (call is not { IsConnected: true, TransferPartner: { } other })
        {
            return;
        }

        Separate(call, other);
        if (!other.Leg!.ParksAfterUnbridge)
        {
            other.Leg.IsEndedByUs = true;
            life.End(other, Causes.NormalClearing);
        }
    }

    private static void Separate(Call one, Call other)
    {
        (one.TransferPartner, other.TransferPartner) = (null, null);
        (one.IsConnected, other.IsConnected) = (false, false);
    }
}
