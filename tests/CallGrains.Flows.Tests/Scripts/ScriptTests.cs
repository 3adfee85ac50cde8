namespace CallGrains.Flows.Tests.Scripts;

public class ScriptTests
{
    [Fact]
    public void An_inbound_call_is_answered_spoken_to_and_hung_up_when_the_script_returns() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.SpeakAsync("Hello.");
            await call.PlayAsync(new Uri("https://example.com/a.wav"));
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Ended(call);

        Assert.Equal(["answer", "speak Hello.", "play https://example.com/a.wav", "hangup"], w.Carrier.Effects);
        Assert.Equal(HangupCause.NormalClearing, w.Summary(call.Address).Cause);
    });

    [Fact]
    public void A_gather_gives_its_digits_and_why_it_ended() => World.Run(async w =>
    {
        var results = new List<GatherResult>();
        w.Script = async call =>
        {
            await call.AnswerAsync();
            results.Add(await call.GatherAsync("Your number?", maxDigits: 3));
            results.Add(await call.GatherAsync("Again?", terminatingDigits: "*"));
            results.Add(await call.GatherAsync(interDigitTimeout: TimeSpan.FromSeconds(7)));
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => w.Carrier.Got<GatherCommand>(), "the first gather");
        call.Press("123");
        await w.Until(() => w.Carrier.Got<GatherCommand>(2), "the second gather");
        call.Press("7*");
        await w.Ended(call);

        Assert.Equal([new("123", GatherReason.MaxDigits), new("7", GatherReason.TerminatingDigit), new("", GatherReason.InterDigitTimeout)], results);
        Assert.Equal([false, false, true], results.Select(r => r.TimedOut));
    });

    [Fact]
    public void A_transfer_that_is_answered_is_left_alone_when_the_script_returns() => World.Run(async w =>
    {
        TransferResult? result = null;
        w.Carrier.TalkingTime = TimeSpan.FromMinutes(20);
        w.Script = async call =>
        {
            await call.AnswerAsync();
            result = await call.TransferAsync("+15550199", callerId: "private", whisper: "A call for you.");
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Ended(call);

        Assert.Equal(new TransferResult(true, null), result);
        Assert.Equal(["answer", "transfer +15550199"], w.Carrier.Effects);
        Assert.True(w.Summary(call.Address).EndedAt - w.Summary(call.Address).CreatedAt > TimeSpan.FromMinutes(20));
    });

    [Fact]
    public void A_transfer_that_nobody_answers_gives_the_call_back() => World.Run(async w =>
    {
        TransferResult? result = null;
        w.Carrier.Declines["+15550190"] = HangupCause.UserBusy;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            result = await call.TransferAsync("+15550190");
            await call.SpeakAsync("They are busy.");
        };
        await w.StartAsync();

        await w.Ended(w.Carrier.Dials());

        Assert.Equal(new TransferResult(false, HangupCause.UserBusy), result);
        Assert.Equal(["answer", "transfer +15550190", "speak They are busy.", "hangup"], w.Carrier.Effects);
    });

    [Fact]
    public void The_answer_of_a_transfer_may_come_before_the_answer_to_its_request() => World.Run(async w =>
    {
        w.Carrier.TalkingTime = TimeSpan.FromSeconds(20);
        w.Carrier.Fault = (n, _) => n == 2 ? RequestFault.CrashAfter : RequestFault.None;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.TransferAsync("+15550199");
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => w.Process.IsDead, "the crash");
        await w.Passes(TimeSpan.FromSeconds(3));
        w.Carrier.IsUnreachable = true;
        await w.StartAsync();
        await w.Until(() => w.Carrier.Acknowledged.Count == 3, "the transfer's answer");
        w.Carrier.IsUnreachable = false;
        await w.Ended(call);

        Assert.Equal(["answer", "transfer +15550199"], w.Carrier.Effects);
    });

    [Fact]
    public void An_answer_in_doubt_that_the_carrier_reports_is_not_sent_again() => World.Run(async w =>
    {
        w.Carrier.Fault = (n, _) => n == 1 ? RequestFault.AnswerLost : RequestFault.None;
        w.Script = call => call.AnswerAsync();
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Ended(call);

        Assert.Equal(["AnswerCommand", "HangupCommand"], w.Carrier.Requests.Select(r => r.Command.GetType().Name));
        Assert.Single(w.Journal(call.Address).OfType<OutcomeEntry>(), o => o is { Operation: 1, Outcome: { IsDone: true, Observed: true } });
    });

    [Fact]
    public void A_recording_in_doubt_that_ended_while_the_host_was_away_is_not_made_again() => World.Run(async w =>
    {
        RecordResult? result = null;
        w.Carrier.Fault = (_, r) => r.Command is RecordCommand ? RequestFault.CrashAfter : RequestFault.None;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            result = await call.RecordAsync(TimeSpan.FromSeconds(10));
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => w.Process.IsDead, "the crash");
        await w.Passes(TimeSpan.FromSeconds(30));
        w.Carrier.Fault = (_, _) => RequestFault.None;
        await w.StartAsync();
        await w.Ended(call);

        Assert.Equal(["answer", "record", "hangup"], w.Carrier.Effects);
        Assert.Equal(new RecordResult(true, "r-1", call.Recordings[0].Uri, false) { Length = 3, Duration = TimeSpan.FromSeconds(10) }, result);
    });

    [Theory]
    [InlineData("", RecordingStatus.Complete, false)]
    [InlineData("#", RecordingStatus.Complete, false)]
    [InlineData("hang up", RecordingStatus.Complete, true)]
    public void A_recording_ends_by_its_limit_by_a_key_or_with_the_call(string how, string status, bool hungUp) => World.Run(async w =>
    {
        RecordResult? result = null;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            result = await call.RecordAsync(TimeSpan.FromSeconds(30));
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => call.IsRecording, "the recording");
        await w.Passes(TimeSpan.FromSeconds(1));
        if (how == "#")
        {
            call.Press("#");
        }
        else if (how.Length > 0)
        {
            call.HangUp();
        }

        await w.Ended(call);

        Assert.Equal(new RecordResult(status == RecordingStatus.Complete, "r-1", call.Recordings[0].Uri, hungUp) { Length = 3, Duration = TimeSpan.FromSeconds(how.Length == 0 ? 30 : 1) }, result);
        Assert.Equal(how == "#" ? 2 : 1, w.Carrier.Requests.Count(r => r.Command is RecordCommand));
    });

    [Fact]
    public void Audio_is_stopped_by_its_handle() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var music = call.StartPlay(new Uri("https://example.com/music.mp3"), loop: true);
            await call.DelayAsync(TimeSpan.FromSeconds(90));
            await music.StopAsync();
            await music.Completion;
            await music.StopAsync();
            await call.SpeakAsync("Here we are.", tag: "mine");
        };
        await w.StartAsync();

        await w.Ended(w.Carrier.Dials());

        Assert.Single(w.Carrier.Requests, r => r.Command is StopAudioCommand { IsFile: true });
        Assert.Contains("speak Here we are.", w.Carrier.Effects);
        var request = w.Carrier.Requests.Single(r => r.Command is SpeakCommand);
        Assert.Equal((5, "mine"), (request.Operation.Number, request.Tag));
    });

    [Fact]
    public void Tones_are_sent_and_a_call_is_rejected() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            if (call.From == "+15550666")
            {
                await call.RejectAsync();
                return;
            }

            await call.AnswerAsync();
            var outcome = await call.SendDtmfAsync("12w3");
            Assert.True(outcome.IsDone);
        };
        await w.StartAsync();

        var unwanted = w.Carrier.Dials(from: "+15550666");
        await w.Ended(unwanted);
        await w.Ended(w.Carrier.Dials());

        Assert.Equal(["reject", "answer", "dtmf 12w3", "hangup"], w.Carrier.Effects);
        Assert.Equal(HangupCause.CallRejected, w.Summary(unwanted.Address).Cause);
    });

    [Fact]
    public void A_command_that_the_carrier_refuses_throws_and_the_script_may_go_on() => World.Run(async w =>
    {
        CommandFailedException? refused = null;
        w.Carrier.Fault = (n, _) => n == 2 ? RequestFault.Refused : RequestFault.None;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            refused = await Assert.ThrowsAsync<CommandFailedException>(() => call.SpeakAsync("?"));
            await call.SpeakAsync("Sorry.");
        };
        await w.StartAsync();

        await w.Ended(w.Carrier.Dials());

        Assert.Equal("SpeakCommand is Refused after 1 attempt(s): 400 invalid-property on the test's order: Refused", refused!.Message);
        Assert.Equal(["answer", "speak Sorry.", "hangup"], w.Carrier.Effects);
    });
}
