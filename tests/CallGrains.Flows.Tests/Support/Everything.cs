namespace CallGrains.Flows.Tests;

/// <summary>A call that uses every command there is, written in both styles.</summary>
internal static class Everything
{
    /// <summary>Whose calls are rejected.</summary>
    public const string Rejected = "+15550666";

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
        var leg = await call.DialAsync("+15550199");
        await call.BridgeAsync(leg);
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
            if (name == "stop gather")
            {
                Call.StopGather();
            }
            else
            {
                Call.StopRecording();
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

        public override void OnTranscription(TranscriptionEvent e) => Call.Dial("+15550199", tag: "agent");

        public override void OnLegAnswered(CallLeg leg) => Call.Bridge(leg);

        public override void OnBridge(CallLeg leg, bool bridged) => leg.Hangup();

        public override void OnLegEnded(CallLeg leg) => Call.Signal(Call.StartCall("other", "+15550197"), "go");

        public override void OnStartedCallEnded(GrainAddress call, CallResult result) => Call.Transfer("+15550198");

        internal sealed class Memory
        {
            public string? Recording { get; set; }
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
