using System.Text.Json.Nodes;
using CallGrains.Flows.Tests.Support;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>
/// Promise 7: whatever event the carrier loses, the call still ends right, and the journal tells what was supplied.
/// </summary>
public class WatchdogTests
{
    private static readonly string[] Flows = ["menu-script", "menu-handlers"];

    private static readonly (string Event, string? Keys)[] Losses =
    [
        ("answer", "1"), ("speak started", "1"), ("speak done", "1"), ("dtmf", "1"), ("gather", "1"), ("gather", null), ("hangup", "1"), ("hangup", "2"),
        ("recording", "1"), ("answer of the transfer", "2"), ("hangup of the transfer", "2"), ("everything but incomingcall", "1"), ("everything but incomingcall", "2"),
        ("everything but hangup", "1"),
    ];

    public static TheoryData<string, string, string?> Cases => new(Flows.SelectMany(_ => Losses, (flow, loss) => (flow, loss.Event, loss.Keys)));

    [Theory, MemberData(nameof(Cases))]
    public void A_lost_event_is_supplied(string flow, string lost, string? keys)
    {
        var whole = Play(flow, keys, _ => false);
        var played = Play(flow, keys, e => IsLost(lost, e));

        Assert.Equal(whole.Effects, played.Effects);
        Assert.Equal(whole.Cause, played.Cause);
        var supplied = played.Journal.OfType<EventEntry>().Where(e => e.Observed).Select(e => e.Event.EventType).Distinct().ToList();
        // Nobody waits for the other party's end once the call itself is over.
        Assert.Equal(lost is not ("speak started" or "dtmf" or "hangup of the transfer"), supplied.Count > 0);
        Assert.All(supplied, type => Assert.Contains(type, lost.StartsWith("everything", StringComparison.Ordinal) ? type : lost, StringComparison.Ordinal));
        Assert.True(played.Lasted <= TimeSpan.FromMinutes(6), $"it took {played.Lasted}");
    }

    [Fact]
    public void An_original_that_comes_after_what_was_supplied_for_it_is_a_duplicate() => World.Run(async w =>
    {
        var lost = new List<JsonObject>();
        w.Carrier.Drops = e =>
        {
            lost.Add(e);
            return (string)e["eventType"]! != "incomingcall";
        };
        await w.StartAsync(typeof(MenuScript));

        var call = w.Carrier.Dials("menu-script", "1");
        await w.Ended(call);
        var observed = w.Journal(call.Address).OfType<EventEntry>().Count(e => e.Observed);
        foreach (var e in lost.Skip(1))
        {
            var receipt = await w.SendAsync(call.Address, e);
            // What nobody waits for is not supplied: a start, a key, and the end of a gather's prompt (operation 3).
            var wasSupplied = (string)e["eventType"]! != "dtmf" && (string?)e["status"] != "started" && !((string?)e["status"] == "done" && (string?)e["tag"] == "cg3");
            Assert.True(receipt.Disposition == (wasSupplied ? Disposition.Duplicate : Disposition.Late), $"{receipt} {e.ToJsonString()}");
        }

        Assert.True(observed >= 5, $"{observed} were supplied");
        Assert.Equal(6, w.Carrier.Effects.Count);
    });

    [Fact]
    public void A_call_whose_beginning_was_lost_is_begun_by_asking() => World.Run(async w =>
    {
        w.Carrier.Drops = e => (string)e["eventType"]! == "incomingcall";
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.SpeakAsync("Hello.");
        };
        await w.StartAsync();

        var call = w.Carrier.Dials("script");
        call.Answer();
        await w.Ended(call);

        Assert.Equal(["speak Hello.", "hangup"], w.Carrier.Effects);
        Assert.Equal(Disposition.Held, w.Journal(call.Address).OfType<EventEntry>().First().Disposition);
        Assert.True(w.Journal(call.Address).OfType<EventEntry>().Single(e => e.Event is IncomingCallEvent).Observed);
    });

    [Fact]
    public void A_call_that_the_carrier_does_not_know_is_given_up_before_it_has_begun() => World.Run(async w =>
    {
        await w.StartAsync();

        await w.SendAsync(FlowAddress.Call("c-unknown"), """{"eventType":"answer","callId":"c-unknown"}""");
        await w.Ended(FlowAddress.Call("c-unknown"));

        Assert.True(w.Time.GetUtcNow() - w.Summary(FlowAddress.Call("c-unknown")).CreatedAt < TimeSpan.FromMinutes(10));
        await w.Until(() => w.Process.ActiveCount == 0, "it is put away");
    });

    [Fact]
    public void A_quiet_call_is_asked_about_now_and_then_and_less_and_less_often() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.DelayAsync(TimeSpan.FromHours(24));
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Passes(TimeSpan.FromHours(1));
        var checks = w.Journal(call.Address).OfType<CheckEntry>().Select(c => c.At).ToList();

        Assert.InRange(checks.Count, 5, 14);
        Assert.True(checks[0] - w.Time.GetUtcNow() < TimeSpan.FromMinutes(6));
        w.Carrier.Drops = _ => true;
        call.HangUp();
        await w.Until(() => w.Summary(call.Address).Cause is not null, "the end is noticed");
        Assert.True(w.Journal(call.Address).OfType<EventEntry>().Single(e => e.Event is HangupEvent).Observed);
    });

    [Fact]
    public void A_call_that_waits_for_days_is_asked_about_every_few_hours_at_last() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.DelayAsync(TimeSpan.FromDays(30));
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Passes(TimeSpan.FromDays(2));
        var quiet = w.Journal(call.Address).Count;
        w.Carrier.Drops = _ => true;
        var over = w.Time.GetUtcNow();
        call.HangUp();
        await w.Until(() => w.Summary(call.Address).Cause is not null, "the end is noticed");

        Assert.InRange(quiet, 20, 40);
        Assert.InRange(w.Time.GetUtcNow() - over, TimeSpan.Zero, TimeSpan.FromHours(4));
    });

    [Fact]
    public void A_carrier_that_cannot_be_asked_is_asked_again_soon_however_long_all_was_well() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.DelayAsync(TimeSpan.FromDays(30));
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Passes(TimeSpan.FromDays(1));
        w.Carrier.IsUnreachable = true;
        w.Carrier.Drops = _ => true;
        call.HangUp();
        await w.Passes(TimeSpan.FromHours(4));
        w.Carrier.IsUnreachable = false;
        var back = w.Time.GetUtcNow();
        await w.Until(() => w.Summary(call.Address).Cause is not null, "the end is noticed");

        Assert.InRange(w.Time.GetUtcNow() - back, TimeSpan.Zero, TimeSpan.FromMinutes(11));
    });

    [Fact]
    public void A_recording_that_never_shows_is_given_up_even_when_the_carrier_cannot_be_asked() => World.Run(async w =>
    {
        RecordResult? result = null;
        w.Carrier.Drops = e => (string)e["eventType"]! == "recording";
        w.Script = async call =>
        {
            await call.AnswerAsync();
            result = await call.RecordAsync();
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => call.IsRecording, "the recording");
        w.Carrier.IsUnreachable = true;
        call.HangUp();
        await w.Ended(call);

        Assert.Equal(new RecordResult(false, "unknown-1", null, true) { Failure = RecordFailure.NotSaved }, result);
        Assert.True(w.Time.GetUtcNow() - w.Summary(call.Address).EndedAt < TimeSpan.FromMinutes(20));
    });

    [Fact]
    public void A_gather_whose_id_was_lost_is_given_up_as_silence() => World.Run(async w =>
    {
        var results = new List<GatherResult>();
        w.Carrier.Fault = (_, r) => r.Command is GatherCommand ? RequestFault.AnswerLost : RequestFault.None;
        w.Carrier.Drops = e => (string)e["eventType"]! is "gather";
        w.Script = async call =>
        {
            await call.AnswerAsync();
            results.Add(await call.GatherAsync());
            results.Add(await call.GatherAsync());
        };
        await w.StartAsync();

        await w.Ended(w.Carrier.Dials());
        Assert.Equal(new GatherResult("", GatherReason.InterDigitTimeout), Assert.Single(results.Distinct()));
        Assert.Equal(["answer", "gather", "gather", "hangup"], w.Carrier.Effects);
    });

    [Fact]
    public void A_gather_in_doubt_is_found_in_a_log_that_names_gathers() => World.Run(async w =>
    {
        var results = new List<GatherResult>();
        w.Carrier.LogsGathers = true;
        w.Carrier.Fault = (_, r) => r.Command is GatherCommand ? RequestFault.AnswerLost : RequestFault.None;
        w.Carrier.Drops = e => (string)e["eventType"]! is "gather";
        w.Script = async call =>
        {
            await call.AnswerAsync();
            results.Add(await call.GatherAsync(maxDigits: 1));
            results.Add(await call.GatherAsync(maxDigits: 1));
        };
        await w.StartAsync();

        await w.Ended(w.Carrier.Dials(presses: "7"));

        Assert.Equal(Enumerable.Repeat(new GatherResult("7", GatherReason.MaxDigits), 2), results);
    });

    private static bool IsLost(string lost, JsonObject e)
    {
        var type = (string)e["eventType"]!;
        return lost switch
        {
            "everything but incomingcall" => type != "incomingcall",
            "everything but hangup" => type is not ("incomingcall" or "hangup"),
            "answer of the transfer" => type == "answer" && (string)e["callId"]! == "c-2",
            "hangup of the transfer" => type == "hangup" && (string)e["callId"]! == "c-2",
            _ => $"{type} {e["status"]}".StartsWith(lost, StringComparison.Ordinal) && (string)e["callId"]! == "c-1",
        };
    }

    private static Played Play(string flow, string? keys, Func<JsonObject, bool> drops)
    {
        Played? played = null;
        World.Run(async w =>
        {
            w.Carrier.Drops = drops;
            w.Carrier.TalkingTime = TimeSpan.FromMinutes(2);
            await w.StartAsync(typeof(MenuScript), typeof(MenuHandlers));
            var call = w.Carrier.Dials(flow, keys);
            await w.Ended(call);
            Replay.Of(w, call.Address);
            var summary = w.Summary(call.Address);
            played = new Played([.. w.Carrier.Effects], summary.Cause, w.Journal(call.Address), w.Time.GetUtcNow() - summary.CreatedAt);
        });
        return played!;
    }

    private sealed record Played(List<string> Effects, string? Cause, List<JournalEntry> Journal, TimeSpan Lasted);
}
