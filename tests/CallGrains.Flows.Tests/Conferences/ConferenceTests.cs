using System.Text.Json;

namespace CallGrains.Flows.Tests.Conferences;

public partial class ConferenceTests
{
    private static readonly FlowAddress Room = FlowAddress.Conference("club");

    [Fact]
    public void Those_who_join_meet_in_one_conference_and_a_new_one_is_made_when_it_has_ended() => World.Run(async w =>
    {
        w.Script = StayAsync;
        await w.StartAsync(typeof(Club));

        var (ann, bob) = (w.Carrier.Dials(from: "+15550001"), w.Carrier.Dials(from: "+15550002"));
        await InAsync(w, 2);
        ann.HangUp();
        bob.HangUp();
        await w.Until(() => Ended(w), "the conference is over");
        var cid = w.Carrier.Dials(from: "+15550003");
        await w.Until(() => w.Carrier.Rooms.All.Count() == 2 && w.Carrier.Rooms.All.Last().Count == 1, "the second conference");
        cid.HangUp();
        await w.Until(() => Ended(w), "the second conference is over");

        Assert.Equal(["conference +15550100", "conference +15550100"], w.Carrier.Effects.Where(e => e.StartsWith("conference", StringComparison.Ordinal)));
        Assert.Equal(
            ["created", "+15550001 joined, 1 in", "+15550002 joined, 2 in", "+15550001 left, 1 in", "+15550002 left, 0 in", "ended", "created", "+15550003 joined, 1 in", "+15550003 left, 0 in", "ended"],
            Club.Read(w).Where(l => !l.StartsWith("speak", StringComparison.Ordinal)));
    });

    [Fact]
    public void A_script_mutes_holds_hears_for_itself_and_leaves() => World.Run(async w =>
    {
        var log = new List<string>();
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var place = await call.Conference("club", "club").JoinAsync(mute: true);
            log.Add($"{place.Joined} {place.IsMuted}");
            await place.UnmuteAsync();
            await place.HoldAsync();
            await place.UnholdAsync();
            await place.SpeakAsync("You are alone.");
            await place.PlayAsync(new Uri("https://example.com/a.wav"));
            await place.LeaveAsync();
            await place.LeftAsync();
            log.Add($"{place.HasLeft} {call.HasEnded}");
            await call.SpeakAsync("Goodbye.");
        };
        await w.StartAsync(typeof(Club));

        var call = w.Carrier.Dials();
        await w.Ended(call);

        Assert.Equal(["True True", "True False"], log);
        Assert.Equal(
            ["answer", "conference +15550100", "join c-1", "member c-1 mute False hold False", "member c-1 mute False hold True",
                "member c-1 mute False hold False", "speak You are alone.", "play https://example.com/a.wav", "leave c-1", "speak Goodbye.", "hangup"],
            w.Carrier.Effects.Where(e => !e.StartsWith("announce", StringComparison.Ordinal)));
        Assert.Equal(["speak You are alone.", "play"], w.Carrier.Requests.Where(r => r.Command is SpeakCommand { Seat: not null } or PlayCommand { Seat.MemberId: "member-1" }).Select(r => r.Command is SpeakCommand s ? $"speak {s.Sentence}" : "play"));
        Replay.Of(w, call.Address);
    });

    [Fact]
    public void Handlers_join_change_and_leave() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Club), typeof(Joiner));

        var call = w.Carrier.Dials("joiner");
        await w.Ended(call);

        var book = w.Journal(call.Address).OfType<DecisionEntry>().Last(d => d.State is not null).State!.Value.GetProperty("lines").EnumerateArray().Select(l => l.GetString());
        Assert.Equal(["joined", "active mute False", "active mute True", "completed mute True"], book);
    });

    [Fact]
    public void The_flow_announces_mutes_removes_locks_and_ends() => World.Run(async w =>
    {
        w.Script = StayAsync;
        await w.StartAsync(typeof(Club));
        var (ann, bob) = (w.Carrier.Dials(from: "+15550001"), w.Carrier.Dials(from: "+15550002"));
        await InAsync(w, 2);
        await w.Passes(TimeSpan.FromSeconds(3));

        foreach (var word in new[] { "mute", "hold", "mute all", "music", "hush", "later", "remove", "lock" })
        {
            await SayAsync(w, word);
        }

        await w.Until(() => bob.IsOver, "the one who was removed is hung up by the script's end");
        var cid = w.Carrier.Dials(from: "+15550003");
        await w.Until(() => cid.IsOver, "the one who came too late is hung up");
        await w.Passes(TimeSpan.FromSeconds(40));
        await SayAsync(w, "end");
        await w.Until(() => ann.IsOver && Ended(w), "the conference is over");

        Assert.Equal(
            ["member c-1 mute True hold False", "member c-1 mute True hold True", "all mute True hold ", "announce https://example.com/music.wav", "leave c-2", "end conference"],
            w.Carrier.Effects.Where(e => e.StartsWith("member", StringComparison.Ordinal) || e.StartsWith("all", StringComparison.Ordinal) || e.StartsWith("announce h", StringComparison.Ordinal)
                || e.StartsWith("leave", StringComparison.Ordinal) || e.StartsWith("end", StringComparison.Ordinal)));
        Assert.Contains("refused: locked", Said(w, cid));
        Assert.Equal(["playback started", "playback done", "timer later", "+15550001 left, 0 in", "ended"], Club.Read(w).Where(l => l.StartsWith("playback", StringComparison.Ordinal)
            || l.StartsWith("timer", StringComparison.Ordinal) || l is "+15550001 left, 0 in" or "ended"));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_is_ended_by_command_too(bool terminates) => World.Run(async w =>
    {
        w.Script = StayAsync;
        await w.StartAsync(typeof(Club));
        var none = await w.Process.Router.SendAsync(Room, new HangUpRequest());
        var (ann, bob) = (w.Carrier.Dials(from: "+15550001"), w.Carrier.Dials(from: "+15550002"));
        await InAsync(w, 2);
        var taken = await w.Process.Router.SendAsync(Room, terminates ? new Signal("t", SignalNames.Terminate, null) : new HangUpRequest());
        await w.Until(() => ann.IsOver && bob.IsOver, "their calls are over");
        await w.Until(() => w.Carrier.Rooms.All.All(r => r.Count == 0), "nobody is in it");

        Assert.Equal((Disposition.Unclaimed, Disposition.Accepted), (none.Disposition, taken.Disposition));
        Assert.Single(w.Carrier.Effects, "end conference");
        if (!terminates)
        {
            await w.Until(() => Ended(w), "the conference is over");
            Assert.Equal(Disposition.Late, (await w.Process.Router.SendAsync(Room, new HangUpRequest())).Disposition);
        }
    });

    [Fact]
    public void Calls_wait_for_the_moderator_and_go_with_the_last_one() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var place = await call.Conference("club", "hosted").JoinAsync(moderator: call.From == "+15550009");
            await place.LeftAsync();
        };
        await w.StartAsync(typeof(Hosted));
        var (ann, bob) = (w.Carrier.Dials(from: "+15550001"), w.Carrier.Dials(from: "+15550002"));
        await w.Until(() => w.Exists(Room), "somebody waits");
        await w.Passes(TimeSpan.FromSeconds(30));
        Assert.Empty(w.Carrier.Rooms.All);

        bob.HangUp();
        await w.Ended(bob);
        var host = w.Carrier.Dials(from: "+15550009");
        await w.Until(() => w.Carrier.Rooms.All.SingleOrDefault()?.Count == 2, "the host and the one who waited are in");
        host.HangUp();
        await w.Until(() => ann.IsOver && Ended(w), "all are gone");

        Assert.DoesNotContain("join c-2", w.Carrier.Effects);
    });

    [Fact]
    public void Who_waits_before_a_door_that_is_locked_is_told_and_it_stays_locked_through_a_crash() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var place = await call.Conference("club", "guarded").JoinAsync(moderator: call.From == "+15550009");
            await call.SpeakAsync(place.Joined ? "in" : $"refused: {place.Refusal}");
            await place.LeftAsync();
        };
        await w.StartAsync(typeof(Guarded));
        var ann = w.Carrier.Dials(from: "+15550001");
        await w.Until(() => w.Exists(Room), "somebody waits");
        await SayAsync(w, "lock");
        await w.Ended(ann);

        await w.CrashAsync();
        var (bob, host) = (w.Carrier.Dials(from: "+15550002"), w.Carrier.Dials(from: "+15550009"));
        await w.Ended(bob);
        await w.Until(() => Said(w, host).Any(), "the moderator has an answer");
        host.HangUp();
        await w.Until(() => Ended(w), "the conference is over");

        Assert.Equal(["refused: locked", "refused: locked", "in"], new[] { ann, bob, host }.SelectMany(c => Said(w, c)));
    });

    [Fact]
    public void Who_has_no_patience_is_not_taken_in_later() => World.Run(async w =>
    {
        string? refusal = null;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            refusal = (await call.Conference("club", "hosted").JoinAsync(patience: TimeSpan.FromSeconds(20))).Refusal;
            await call.SpeakAsync("Nobody came.");
        };
        await w.StartAsync(typeof(Hosted));

        var call = w.Carrier.Dials();
        await w.Ended(call);
        await w.Until(() => Ended(w), "nobody waits");

        Assert.Equal("timeout", refusal);
        Assert.Equal(["answer", "speak Nobody came.", "hangup"], w.Carrier.Effects);
    });

    [Fact]
    public void The_carriers_refusal_is_told_and_an_empty_conference_is_ended() => World.Run(async w =>
    {
        w.Carrier.Rooms.MostMembers = 0;
        w.Script = StayAsync;
        await w.StartAsync(typeof(Club));

        var call = w.Carrier.Dials();
        await w.Ended(call);
        await w.Until(() => Ended(w), "the conference is over");

        Assert.Contains("refused: conference-max-members", Said(w, call));
        Assert.Contains("end conference", w.Carrier.Effects);
    });

    [Fact]
    public void A_call_is_placed_for_a_conference_and_joins_it() => World.Run(async w =>
    {
        w.Carrier.TalkingTime = TimeSpan.FromSeconds(30);
        w.Script = async call =>
        {
            await call.AnswerAsync();
            if (call.IsOutbound)
            {
                var guest = await call.Conference("club").JoinAsync();
                Assert.True(guest.Joined, guest.Refusal);
                return;
            }

            var started = call.StartCall("script", "+15550199", conference: new ConferenceName("club", "club"));
            var place = await call.Conference("club").JoinAsync();
            await started.Ended;
            Assert.False(place.HasLeft);
        };
        await w.StartAsync(typeof(Club));

        var call = w.Carrier.Dials();
        await w.Until(() => w.Carrier.Rooms.All.SingleOrDefault()?.Count == 2, "both are in");
        await w.Until(() => w.Carrier.Calls.Single(c => c.IsOutbound).IsOver, "the other has hung up");
        await w.Settles();
        Assert.Equal(1, w.Carrier.Rooms.All.Single().Count);
        call.HangUp();
        await w.Until(() => Ended(w), "the conference is over");

        Assert.Equal(["+15550001", "+15550199"], Club.Read(w).Where(l => l.Contains("joined", StringComparison.Ordinal)).Select(l => l.Split(' ')[0]).Order());
    });

    [Fact]
    public void A_conference_that_nobody_comes_to_is_ended() => World.Run(async w =>
    {
        w.Carrier.Declines["+15550199"] = HangupCause.UserBusy;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.StartCallAsync("script", "+15550199", conference: new ConferenceName("club"));
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Ended(call);
        await w.Until(() => w.Carrier.Rooms.All.SingleOrDefault()?.IsOver == true && Ended(w), "the conference is over");

        Assert.Equal(["answer", "call +15550199", "conference +15550100", "end conference", "hangup"], w.Carrier.Effects.Order());
    });

    [Fact]
    public void What_the_carrier_does_not_tell_is_asked() => World.Run(async w =>
    {
        w.Script = StayAsync;
        w.Carrier.Drops = e => e["conferenceId"] is not null;
        await w.StartAsync(typeof(Club));

        var (ann, bob) = (w.Carrier.Dials(from: "+15550001"), w.Carrier.Dials(from: "+15550002"));
        await w.Until(() => w.Carrier.Rooms.All.SingleOrDefault()?.Count == 2, "both are in");
        await w.Until(() => Club.Read(w).Contains("+15550002 joined, 2 in"), "the flow knows that both are in");
        ann.HangUp();
        bob.HangUp();
        await w.Until(() => Ended(w), "the conference is over");

        Assert.Single(w.Carrier.Rooms.All);
        Assert.Equal(["+15550001 left", "+15550002 left"], Club.Read(w).Where(l => l.Contains("left", StringComparison.Ordinal)).Select(l => l.Split(',')[0]).Order());
    });

    [Fact]
    public void A_conference_that_a_lost_answer_made_twice_is_ended() => World.Run(async w =>
    {
        w.Script = StayAsync;
        var lost = false;
        w.Carrier.Fault = (_, r) => r.Command is CreateConferenceCommand && !lost && (lost = true) ? RequestFault.AnswerLost : RequestFault.None;
        w.Carrier.Drops = e => (string?)e["conferenceId"] == "conf-1" && (string?)e["status"] == "created";
        await w.StartAsync(typeof(Club));

        var call = w.Carrier.Dials();
        await w.Until(() => w.Carrier.Rooms.Find("conf-2")?.Count == 1, "the call is in the second one");
        await w.SendAsync(Room, """{"eventType":"conference","conferenceId":"conf-1","status":"created"}""", leg: w.Journal(Room).OfType<DecisionEntry>().SelectMany(d => d.Items).First(i => i is CommandDecided { Command: CreateConferenceCommand }).Id);
        await w.Until(() => w.Carrier.Rooms.Find("conf-1")!.IsOver, "the first one is over");
        Assert.Equal(1, w.Carrier.Rooms.Find("conf-2")!.Count);
        call.HangUp();
        await w.Until(() => Ended(w), "the second is over");
    });

    [Fact]
    public void Whoever_names_a_flow_that_is_none_is_refused() => World.Run(async w =>
    {
        w.Script = call => JoinAsync(call, "script");
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Ended(call);

        Assert.Contains("refused: no-such-grain", Said(w, call));
    });

    private static Task StayAsync(CallContext call) => JoinAsync(call, "club");

    private static async Task JoinAsync(CallContext call, string flow)
    {
        await call.AnswerAsync();
        var place = await call.Conference("club", flow).JoinAsync();
        if (!place.Joined)
        {
            await call.SpeakAsync($"refused: {place.Refusal}");
        }
    }

    private static IEnumerable<string> Said(World w, FakeCall call) =>
        w.Journal(call.Address).OfType<DecisionEntry>().SelectMany(d => d.Items).OfType<CommandDecided>().Select(c => c.Command).OfType<SpeakCommand>().Select(s => s.Sentence);

    private static Task InAsync(World w, int count) => w.Until(() => w.Carrier.Rooms.All.SingleOrDefault()?.Count == count, $"{count} are in");

    private static bool Ended(World w) => w.Exists(Room) && w.Summary(Room).State == GrainState.Ended;

    private static async Task SayAsync(World w, string word)
    {
        await w.Process.Router.SendAsync(Room, new Signal(word, word, JsonSerializer.SerializeToElement(word)));
        await w.Settles();
    }
}
