namespace CallGrains.Flows.Tests.Handlers;

public class LegHandlerTests
{
    [Fact]
    public void Several_ring_the_first_that_answers_is_bridged_and_both_end_together() => World.Run(async w =>
    {
        w.Carrier.Declines["+15550191"] = HangupCause.UserBusy;
        w.Carrier.TalkingTime = TimeSpan.FromSeconds(20);
        await w.StartAsync(typeof(Hunt));

        var call = w.Carrier.Dials("hunt");
        await w.Ended(call);

        Assert.Equal(["answer", "call +15550191", "call +15550192", "speak A call for you.", "bridge +15550192", "hangup"], w.Carrier.Effects);
        Assert.Equal(["ended busy USER_BUSY", "answered free", "speak started hi", "speak done hi", "bridged free True", "ended free NORMAL_CLEARING", "over"], Notes.Of(w, call.Address));
        Assert.True(call.IsOver);
    });

    [Fact]
    public void Each_is_told_once_whenever_the_process_dies() => World.Run(async w =>
    {
        w.Carrier.Declines["+15550191"] = HangupCause.UserBusy;
        w.Carrier.TalkingTime = TimeSpan.FromSeconds(20);
        await w.StartAsync(typeof(Hunt));

        var call = w.Carrier.Dials("hunt");
        for (var crashes = 0; crashes < 12; crashes++)
        {
            await w.Passes(TimeSpan.FromMilliseconds(450));
            await w.CrashAsync();
        }

        await w.Ended(call);

        Assert.Equal(["answer", "call +15550191", "call +15550192", "speak A call for you.", "bridge +15550192", "hangup"], w.Carrier.Effects);
        Assert.Equal(["ended busy USER_BUSY", "answered free", "speak started hi", "speak done hi", "bridged free True", "ended free NORMAL_CLEARING", "over"], Notes.Of(w, call.Address));
    });

    [Fact]
    public void Legs_end_with_the_call_and_nobody_is_dialled_after_it() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Hunt));

        var call = w.Carrier.Dials("hunt");
        await w.Until(() => w.Carrier.Calls.Count() == 3, "both legs ring");
        call.HangUp();
        await w.Until(() => w.Carrier.Calls.All(c => c.IsOver), "all have ended");
        await w.Ended(call);

        Assert.DoesNotContain("call +15550193", w.Carrier.Effects);
        Assert.Contains("late True", Notes.Of(w, call.Address));
    });

    [Fact]
    public void A_call_that_cannot_be_started_has_ended_too() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Hunt));

        var call = w.Carrier.Dials("hunt");
        await w.Until(() => w.Carrier.Calls.Count() == 3, "both legs ring");
        call.Press("9");
        await w.Until(() => Notes.Of(w, call.Address).Any(l => l.StartsWith("started", StringComparison.Ordinal)), "it is told");
        call.HangUp();
        await w.Ended(call);

        Assert.Single(Notes.Of(w, call.Address), "started NOT_STARTED");
        Assert.Single(Notes.Of(w, call.Address), "StartCallCommand Refused");
    });

    /// <summary>Lets two ring, and connects the one that answers.</summary>
    [Flow("hunt")]
    internal sealed class Hunt : CallFlow<Notes>
    {
        public override void OnAnswer(AnswerEvent e)
        {
            Call.Dial("+15550191", tag: "busy");
            Call.Dial("+15550192", TimeSpan.FromSeconds(25), tag: "free");
        }

        public override void OnDtmf(DtmfEvent e) => Call.StartCall("no-such-flow", "+15550197");

        public override void OnLegAnswered(CallLeg leg)
        {
            State.Lines.Add($"answered {leg.Tag}");
            leg.Speak("A call for you.", tag: "hi");
        }

        public override void OnLegEvent(CallLeg leg, CarrierEvent e)
        {
            if (e is SpeakEvent speak)
            {
                State.Lines.Add($"speak {speak.Status} {speak.Tag}");
                if (speak.IsDone)
                {
                    Call.Bridge(Call.Leg(leg.Number));
                }
            }
        }

        public override void OnBridge(CallLeg leg, bool bridged) => State.Lines.Add($"bridged {leg.Tag} {leg.IsBridged && bridged}");

        public override void OnLegEnded(CallLeg leg)
        {
            State.Lines.Add($"ended {leg.Tag} {leg.Cause}");
            base.OnLegEnded(leg);
        }

        public override void OnStartedCallEnded(FlowAddress call, CallResult result) => State.Lines.Add($"started {result.Cause}");

        public override void OnCommandFailed(Command command, CommandOutcome outcome) => State.Lines.Add($"{command.GetType().Name} {outcome.Status}");

        public override void OnEnded(string cause)
        {
            State.Lines.Add("over");
            var late = Call.Dial("+15550193", tag: "late");
            if (!Call.Legs.Any(l => l.Answered))
            {
                State.Lines.Add($"{late.Tag} {late.HasEnded}");
            }
        }
    }
}
