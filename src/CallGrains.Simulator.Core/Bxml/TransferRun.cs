using CallGrains.Simulator.Calls;

namespace CallGrains.Simulator.Bxml;

/// <summary>One transfer of a document, from ringing to the end of the other leg.</summary>
internal sealed class TransferRun(BxmlRun run, TransferVerb verb)
{
    private readonly List<Call> _ringing = [];
    private Call? _answered;

    private Call Call => run.Call;

    public void Start(string callerId)
    {
        Call.State = CallState.Transferring;
        Call.WhenEnded.Add(StopRinging);
        foreach (var target in verb.Targets)
        {
            var leg = run.Stage.Dialer.Create(verb.OrderFor(target, callerId, Call));
            _ringing.Add(leg);
            Call.Link(leg);
            leg.WhenAnswered = () => Answered(leg);
            leg.WhenEnded.Add(() => Ended(leg));
        }

        // An application at the other end may answer at once; then the others need not ring any more.
        foreach (var leg in _ringing.ToList().Where(leg => !leg.IsOver))
        {
            run.Stage.Dialer.Ring(leg);
        }
    }

    private void Answered(Call leg)
    {
        _answered = leg;
        _ringing.Remove(leg);
        StopRinging();
        Whisper(leg, 0);
    }

    private void Whisper(Call leg, int at)
    {
        if (leg.IsOver || Call.IsOver)
        {
            return;
        }

        if (at < verb.Whispers.Count)
        {
            run.Stage.Audio.Start(leg, verb.Whispers[at], () => Whisper(leg, at + 1));
        }
        else
        {
            Connect(leg);
        }
    }

    private void Connect(Call leg)
    {
        Call.TransferPartner = leg;
        leg.TransferPartner = Call;
        Call.IsConnected = leg.IsConnected = true;
        Hear(Call, leg.Remote);
        Hear(leg, Call.Remote);
        verb.Record?.RunBeside(run);
    }

    private void Ended(Call leg)
    {
        _ringing.Remove(leg);
        if (Call.IsOver || (_answered is not null && _answered != leg))
        {
            return;
        }

        if (leg.IsConnected)
        {
            Complete(leg);
        }
        else if (_ringing.Count == 0)
        {
            GoOn();
        }
    }

    /// <summary>Nobody took it: the document goes on.</summary>
    private void GoOn()
    {
        Call.State = CallState.Active;
        run.Next();
    }

    /// <summary>
    /// With a URL of the verb's own its answer drives what is left of the call; without one the call ends too.
    /// </summary>
    private void Complete(Call leg)
    {
        Call.TransferPartner = leg.TransferPartner = null;
        Call.IsConnected = false;
        Call.State = CallState.Active;
        run.Stage.Recordings.Stop(Call);
        run.SkipRest();
        if (verb.TargetOf(Call) is { } target)
        {
            run.Ask(target, "transferComplete", ("from", leg.From), ("to", leg.To), ("callState", "active"));
        }

        if (verb.RequestUrl is null)
        {
            run.HangUp();
        }
        else
        {
            run.Next();
        }
    }

    private void StopRinging()
    {
        foreach (var leg in _ringing.ToList())
        {
            _ringing.Remove(leg);
            run.Stage.Life.End(leg, Causes.OriginatorCancel);
        }

        if (Call.IsOver && _answered is { IsOver: false, IsConnected: false })
        {
            run.Stage.Life.End(_answered, Causes.NormalClearing);
        }
    }

    private void Hear(Call by, string number) => by.Heard.Add(new Sound(run.Stage.Exchange.Now, "connected", number, null, isLoop: false));
}
