namespace CallGrains.Flows.Tests;

/// <summary>A call that uses every command there is, written in both styles.</summary>
internal static class Everything
{
    /// <summary>Whose calls are rejected.</summary>
    public const string Rejected = "+15550666";

    /// <summary>Who is busy, so that nobody comes to the conference that it was called for.</summary>
    public const string Busy = "+15550196";

    public static async Task ScriptAsync(CallContext call)
    {
        if (call.From == Rejected)
        {
            await call.RejectAsync();
            return;
        }

        await call.AnswerAsync();
        await call.SpeakAsync("Hello.");
        await call.PlayAsync(new Uri("https://example.com/a.wav"));
        await call.StartSpeak("Hold the line.", loop: true).StopAsync();
        await call.SendDtmfAsync("12");
        await call.GatherAsync("Press five.", maxDigits: 1);
        var gather = call.StartGather(interDigitTimeout: TimeSpan.FromSeconds(30));
        await call.DelayAsync(TimeSpan.FromSeconds(1));
        await gather.StopAsync();
        await gather.Completion;
        var first = await call.RecordAsync(TimeSpan.FromSeconds(2));
        var second = call.StartRecord();
        await call.DelayAsync(TimeSpan.FromSeconds(1));
        await second.StopAsync();
        await call.SendAsync(call.From, "Thank you.");
        await call.TranscribeAsync(first.RecordingId!);
        var place = await call.Conference("meeting", "meeting").JoinAsync();
        await place.MuteAsync();
        await place.SpeakAsync("Only you hear this.");
        await call.DelayAsync(TimeSpan.FromSeconds(30));
        await place.LeaveAsync();
        await call.StartCallAsync("other", Busy, conference: new ConferenceName("empty"));
        var leg = await call.DialAsync("+15550199");
        await call.BridgeAsync(leg);
        await call.UnbridgeAsync();
        await leg.HangUpAsync();
        var other = call.StartCall("other", "+15550197");
        await call.SignalAsync(other.Address, "go");
        await other.Ended;
        await call.TransferAsync("+15550198");
    }

    /// <summary>Everything event by event.</summary>
    [Flow("by-hand")]
    internal sealed class ByHand : CallFlow<ByHand.Memory>
    {
        public override void OnIncomingCall(IncomingCallEvent e)
        {
            if (Call.From == Rejected)
            {
                Call.Reject();
            }
            else
            {
                Call.Answer();
            }
        }

        public override void OnAnswer(AnswerEvent e) => Call.Speak("Hello.", tag: "hello");

        public override void OnSpeak(SpeakEvent e)
        {
            switch (e)
            {
                case { IsDone: true, Tag: "hello" }:
                    Call.Play(new Uri("https://example.com/a.wav"));
                    break;
                case { IsDone: true, Tag: "only you" }:
                    Call.StartTimer("leave", TimeSpan.FromSeconds(30));
                    break;
                case { IsStarted: true, Tag: "hold" }:
                    Call.StopSpeaking();
                    break;
                case { IsDone: true, Tag: "hold" }:
                    Call.SendDtmf("12");
                    Call.Gather("Press five.", maxDigits: 1, tag: "five");
                    break;
            }
        }

        public override void OnPlayback(PlaybackEvent e)
        {
            if (e.IsDone)
            {
                Call.Speak("Hold the line.", loop: true, tag: "hold");
            }
        }

        public override void OnGather(GatherEvent e)
        {
            if (e.Tag == "five")
            {
                Call.Gather(interDigitTimeout: TimeSpan.FromSeconds(30));
                Call.StartTimer("stop gather", TimeSpan.FromSeconds(1));
            }
            else
            {
                Call.StartRecording(TimeSpan.FromSeconds(2));
            }
        }

        public override void OnTimer(string name)
        {
            switch (name)
            {
                case "stop gather":
                    Call.StopGather();
                    break;
                case "leave":
                    Call.Leave();
                    break;
                default:
                    Call.StopRecording();
                    break;
            }
        }

        public override void OnRecording(RecordResult result)
        {
            if (State.Recording is null)
            {
                State.Recording = result.RecordingId;
                Call.StartRecording();
                Call.StartTimer("stop recording", TimeSpan.FromSeconds(1));
            }
            else
            {
                Call.SendText(Call.From, "Thank you.");
                Call.Transcribe(State.Recording);
            }
        }

        public override void OnTranscription(TranscriptionEvent e) => Call.Join(new ConferenceName("meeting", "meeting"));

        public override void OnJoined(JoinResult result) => Call.Mute();

        public override void OnConferenceMember(ConferenceMemberEvent e)
        {
            if (e.HasLeft)
            {
                Call.StartCall("other", Busy, conference: new ConferenceName("empty"));
            }
            else if (e.Mute == true)
            {
                Call.Speak("Only you hear this.", tag: "only you");
            }
        }

        public override void OnLegAnswered(CallLeg leg) => Call.Bridge(leg);

        public override void OnBridge(CallLeg leg, bool bridged) => Call.Unbridge();

        public override void OnCommandDone(Command command, CommandOutcome outcome)
        {
            if (command is UnbridgeCommand)
            {
                Call.Legs[0].Hangup();
            }
        }

        public override void OnLegEnded(CallLeg leg) => Call.Signal(Call.StartCall("other", "+15550197"), "go");

        public override void OnStartedCallEnded(FlowAddress call, CallResult result)
        {
            if (result.Answered)
            {
                Call.Transfer("+15550198");
            }
            else
            {
                Call.Dial("+15550199", tag: "agent");
            }
        }

        internal sealed class Memory
        {
            public string? Recording { get; set; }
        }
    }

    /// <summary>The conference that both join.</summary>
    [Flow("meeting")]
    internal sealed class Meeting : ConferenceFlow<object>
    {
        public override void OnJoined(Participant member)
        {
            Conference.Speak("Welcome.", loop: true);
            Conference.StopSpeaking();
            Conference.MuteAll();
        }
    }

    /// <summary>The call that the others start.</summary>
    [Flow("other")]
    internal sealed class Other : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.WaitForSignalAsync<string>("go");
            await call.SpeakAsync("Gone.");
        }
    }
}
