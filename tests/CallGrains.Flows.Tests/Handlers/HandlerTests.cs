using System.Text.Json;

namespace CallGrains.Flows.Tests.Handlers;

public class HandlerTests
{
    [Fact]
    public void Handlers_run_once_each_in_order() => World.Run(async w =>
    {
        await w.StartAsync(typeof(TraceLog));

        var call = w.Carrier.Dials("diary", presses: "1");
        await w.Ended(call);

        Assert.Equal(
            [
                "incomingcall", "answer", "speak started hello", "speak done hello", "speak started q", "speak done q", "dtmf 1", "gather 1 q",
                "playback started", "playback done", "recording", "transfer True ", "timer talked enough", "ended NORMAL_CLEARING", "timer after",
            ],
            Notes.Of(w, call.Address));
    });

    [Fact]
    public void State_survives_a_crash_and_handlers_do_not_run_again() => World.Run(async w =>
    {
        await w.StartAsync(typeof(TraceLog));

        var call = w.Carrier.Dials("diary", presses: "1");
        for (var crashes = 0; crashes < 12; crashes++)
        {
            await w.Passes(TimeSpan.FromMilliseconds(700));
            await w.CrashAsync();
        }

        await w.Ended(call);

        var diary = Notes.Of(w, call.Address);
        Assert.Equal(diary.Distinct(), diary);
        Assert.Equal(15, diary.Count);
        Assert.Equal(["answer", "speak Hello.", "gather A question?", "play https://example.com/a.wav", "record", "transfer +15550199", "hangup"], w.Carrier.Effects);
    });

    [Fact]
    public void Timers_fire_once_and_can_be_replaced_and_cancelled() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Clockwork));

        var call = w.Carrier.Dials("clockwork");
        var began = w.Time.GetUtcNow();
        await w.Passes(TimeSpan.FromSeconds(45));
        await w.CrashAsync();
        await w.Ended(call);

        var fired = w.Journal(call.Address).OfType<TimerEntry>().Select(t => (t.At - began).TotalSeconds);
        Assert.Equal([10, 60], fired);
        Assert.Equal(["10 once", "60 replaced", "60 ended"], Notes.Of(w, call.Address).Skip(1));
    });

    [Fact]
    public void Signals_reach_the_flow_once() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Clockwork));

        var call = w.Carrier.Dials("clockwork");
        await w.Settles();
        await w.Process.Router.SendAsync(call.Address, new Signal("s", "ring", JsonSerializer.SerializeToElement("loud")));
        await w.Process.Router.SendAsync(call.Address, new Signal("s", "ring", JsonSerializer.SerializeToElement("loud")));
        await w.CrashAsync();
        await w.Process.Router.SendAsync(call.Address, new Signal("s", "ring", JsonSerializer.SerializeToElement("loud")));
        await w.Ended(call);

        Assert.Single(Notes.Of(w, call.Address), line => line == "0 ring loud");
    });

    [Fact]
    public void An_exception_in_a_handler_hangs_up_keeps_what_was_decided_and_ends_the_flow() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Clumsy));

        var call = w.Carrier.Dials("clumsy", presses: "12");
        await w.Ended(call);
        await w.CrashAsync();
        await w.Passes(TimeSpan.FromHours(1));

        Assert.Contains("InvalidDataException: not a digit I know", w.Summary(call.Address).Fault, StringComparison.Ordinal);
        Assert.Equal(["answer", "gather", "speak Let me see.", "hangup"], w.Carrier.Effects);
        Assert.Single(w.Journal(call.Address).OfType<DecisionEntry>(), d => d.Failure is not null);
    });

    [Fact]
    public void A_refused_command_is_told_and_one_to_a_call_that_is_over_is_not() => World.Run(async w =>
    {
        w.Carrier.Fault = (n, _) => n == 2 ? RequestFault.Refused : n == 3 ? RequestFault.Gone : RequestFault.None;
        await w.StartAsync(typeof(Stubborn));

        var call = w.Carrier.Dials("stubborn");
        await w.Until(() => w.Carrier.Requests.Count == 3, "the third request");
        await w.Settles();
        call.HangUp();
        await w.Ended(call);

        Assert.Equal(["SpeakCommand Refused"], Notes.Of(w, call.Address));
        Assert.Equal(3, w.Carrier.Requests.Count);
    });

    [Fact]
    public async Task A_handler_that_goes_on_elsewhere_is_stopped_and_told_why()
    {
        await World.RunOnThreadsAsync(async w =>
        {
            await w.StartAsync(typeof(Absent));

            var call = w.Carrier.Dials("absent");
            await w.Until(() => w.Exists(call.Address), "the call has begun");
            call.Answer();
            await w.Until(() => w.Journal(call.Address).OfType<DecisionEntry>().Any(), "the turn is over");
            Absent.Elsewhere.SetResult();
            await w.Until(() => w.Summary(call.Address).Fault is not null, "the fault");

            Assert.StartsWith("call/c-1: the flow awaited something that is not its call's own", w.Summary(call.Address).Fault, StringComparison.Ordinal);
            Assert.Empty(w.Carrier.Requests);
        });
    }

    [Fact]
    public void A_command_from_elsewhere_is_refused_with_what_to_do() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Absent));

        await w.SendAsync(FlowAddress.Call("c-1"), """{"eventType":"incomingcall","callId":"c-1","from":"+15550001","to":"+15550100"}""", flow: "absent");
        var error = await Absent.Error.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal("call/c-1: the call was commanded outside a handler (after an await, or from another thread); do it before the handler returns, or send the flow a signal.", error);
        Assert.Empty(w.Carrier.Requests);
    });

    [Fact]
    public void An_outbound_flow_starts_with_OnStart_and_hears_that_nobody_answered() => World.Run(async w =>
    {
        w.Carrier.Declines["+15550191"] = HangupCause.NoAnswer;
        await w.StartAsync(typeof(TraceLog));

        var address = FlowAddress.Call("o-1");
        await w.Process.Router.SendAsync(address, new StartCall("diary", "+15550100", "+15550191", null));
        await w.Ended(address);

        Assert.Equal(["start", "ended NO_ANSWER", "timer after"], Notes.Of(w, address));
        Assert.Equal(["call +15550191"], w.Carrier.Effects);
    });

    [Fact]
    public void A_late_recording_still_reaches_the_flow_after_the_end() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Archive));

        var call = w.Carrier.Dials("archive");
        await w.Until(() => call.IsRecording, "the recording");
        call.HangUp();
        await w.Ended(call);
        var receipt = await w.SendAsync(call.Address, $$"""{"eventType":"transcription","transcriptionId":"t-1","recordingId":"r-1","state":"completed","text":"hello","time":"2026-01-01T12:00:09Z"}""", flow: null);
        await w.Until(() => Notes.Of(w, call.Address).Count == 3, "the transcription is handled");

        Assert.Equal(Disposition.Accepted, receipt.Disposition);
        Assert.Equal(["ended", "recording r-1", "transcription hello"], Notes.Of(w, call.Address));
        await w.Ended(call);
    });
}
