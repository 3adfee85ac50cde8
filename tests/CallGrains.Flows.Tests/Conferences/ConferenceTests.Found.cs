namespace CallGrains.Flows.Tests.Conferences;

/// <content>What the fuzzer has found, each as the shortest story that leads there.</content>
public partial class ConferenceTests
{
    [Fact]
    public void A_moderator_of_whom_only_the_leaving_is_told_keeps_no_door_open() => World.Run(async w =>
    {
        w.Script = StayAsync;
        w.Carrier.Drops = e => (string?)e["eventType"] == "conference-member" && (string?)e["state"] == "active";
        await w.StartAsync(typeof(Club));

        var call = w.Carrier.Dials();
        await InAsync(w, 1);
        call.HangUp();
        await w.Until(() => Ended(w), "the conference is over");

        Assert.Equal(TimeSpan.Zero, w.Time.GetUtcNow() - w.Journal(Room).OfType<EventEntry>().Last(e => e.Event is ConferenceEvent { IsCompleted: true }).At);
    });

    [Fact]
    public void Who_was_in_without_a_word_of_the_carrier_s_goes_on_when_the_conference_is_over() => World.Run(async w =>
    {
        w.Script = TellAfterwardsAsync;
        w.Carrier.Drops = e => (string?)e["eventType"] == "conference-member";
        await w.StartAsync(typeof(Club));

        var call = w.Carrier.Dials();
        await InAsync(w, 1);
        call.Press("#");
        await w.Ended(call);
        await w.Until(() => Ended(w), "the conference is over");

        Assert.Equal(["joined: True"], Said(w, call));
    });

    [Fact]
    public void Who_has_left_while_others_stay_and_no_event_told_of_it_is_told_by_the_carrier_s_list() => World.Run(async w =>
    {
        w.Script = TellAfterwardsAsync;
        w.Carrier.Drops = e => (string?)e["memberId"] == "member-2";
        await w.StartAsync(typeof(Club));

        var ann = w.Carrier.Dials(from: "+15550001");
        await InAsync(w, 1);
        var bob = w.Carrier.Dials(from: "+15550002");
        await InAsync(w, 2);
        bob.Press("#");
        await w.Ended(bob);

        Assert.Equal(["joined: True"], Said(w, bob));
        Assert.False(ann.IsOver);
        ann.HangUp();
        await w.Until(() => Ended(w), "the conference is over");
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_has_left_before_anybody_knew_that_it_was_in_is_not_fetched_back(bool isTold) => World.Run(async w =>
    {
        w.Script = TellAfterwardsAsync;
        FakeCall? ann = null;
        w.Carrier.Drops = e => (string?)e["memberId"] == "member-2" && ((string?)e["state"] == "active" || !isTold);
        w.Carrier.Fault = (_, r) => r.Command is AddMemberCommand add && add.CallId != ann?.Id && !w.Carrier.Effects.Contains($"join {add.CallId}") ? RequestFault.AnswerLost : RequestFault.None;
        w.Carrier.Slowness = () => (TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await w.StartAsync(typeof(Club));
        ann = w.Carrier.Dials(from: "+15550001");
        await InAsync(w, 1);

        var bob = w.Carrier.Dials(from: "+15550002");
        await InAsync(w, 2);
        bob.Press("#");
        await w.Ended(bob);

        Assert.Equal(["joined: True"], Said(w, bob));
        Assert.Single(w.Carrier.Effects, $"join {bob.Id}");
        ann.HangUp();
        await w.Until(() => Ended(w), "the conference is over");
    });

    [Fact]
    public void One_that_was_made_twice_is_ended_though_the_other_is_over() => World.Run(async w =>
    {
        w.Script = StayAsync;
        w.Carrier.Fault = (_, r) => r.Command is CreateConferenceCommand && w.Carrier.Rooms.Find("conf-1") is null ? RequestFault.AnswerLost : RequestFault.None;
        w.Carrier.Drops = e => (string?)e["conferenceId"] == "conf-1" && (string?)e["status"] == "created";
        await w.StartAsync(typeof(Club));
        var call = w.Carrier.Dials();
        await w.Until(() => w.Carrier.Rooms.Find("conf-2")?.Count == 1, "the call is in the second one");
        call.HangUp();
        await w.Until(() => Ended(w), "the second is over");

        await w.SendAsync(Room, """{"eventType":"conference","conferenceId":"conf-1","status":"created"}""", leg: Decided(w).First(d => d.Command is CreateConferenceCommand).Id);
        await w.Until(() => w.Carrier.Rooms.Find("conf-1")!.IsOver, "the first one is over");
    });

    [Fact]
    public void Who_was_in_a_conference_that_is_over_is_not_taken_into_the_next() => World.Run(async w =>
    {
        w.Script = TellAfterwardsAsync;
        w.Carrier.Fault = (_, r) => r.Command is AddMemberCommand ? RequestFault.AnswerLost : RequestFault.None;
        w.Carrier.Slowness = () => (TimeSpan.Zero, TimeSpan.FromSeconds(2));
        w.Carrier.Drops = e => (string?)e["eventType"] == "conference-member";
        await w.StartAsync(typeof(Club));
        var call = w.Carrier.Dials();
        await InAsync(w, 1);
        call.Press("#");
        await w.Ended(call);

        Assert.Equal(["joined: True"], Said(w, call));
        Assert.Single(w.Carrier.Rooms.All);
        await w.Until(() => Ended(w), "the conference is over");
    });

    [Fact]
    public void The_start_of_an_announcement_is_late_when_its_end_was_told() => World.Run(async w =>
    {
        w.Script = StayAsync;
        w.Carrier.Drops = e => (string?)e["eventType"] == "conference-speak" && (string?)e["status"] == "started";
        await w.StartAsync(typeof(Club));
        var call = w.Carrier.Dials();
        await w.Until(() => w.Exists(Room) && Club.Read(w).Contains("speak done in"), "the announcement is over");

        var done = w.Journal(Room).OfType<EventEntry>().Single(e => e.Event is ConferenceSpeakEvent);
        var (conference, tag) = (((ConferenceSpeakEvent)done.Event).ConferenceId, CallGrains.Bandwidth.BandwidthTag.Of(done.Event.OperationId!.Value, "in"));
        var receipt = await w.SendAsync(Room, $$"""{"eventType":"conference-speak","conferenceId":"{{conference}}","status":"started","tag":"{{tag}}"}""", leg: done.Leg);

        Assert.Equal(Disposition.Late, receipt!.Disposition);
        call.HangUp();
        await w.Until(() => Ended(w), "the conference is over");
    });

    [Fact]
    public void Late_news_of_a_place_that_was_left_says_nothing_of_the_next_one() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            for (var visit = 0; visit < 2; visit++)
            {
                var place = await call.Conference("club", "club").JoinAsync();
                await place.LeftAsync();
            }
        };
        var isLost = false;
        w.Carrier.Fault = (_, r) =>
        {
            var isRejoining = r.Command is AddMemberCommand add && w.Carrier.Effects.Contains($"join {add.CallId}") && !isLost;
            isLost |= isRejoining;
            return isRejoining ? RequestFault.Lost : RequestFault.None;
        };
        await w.StartAsync(typeof(Club));
        var ann = w.Carrier.Dials(from: "+15550001");
        await InAsync(w, 1);
        var bob = w.Carrier.Dials(from: "+15550002");
        await InAsync(w, 2);
        bob.Press("#");
        await w.Until(() => isLost, "the request to take it in again is lost");

        var told = w.Journal(Room).OfType<EventEntry>().Last(e => e.Event is ConferenceMemberEvent { HasLeft: true });
        var member = (ConferenceMemberEvent)told.Event;
        var receipt = await w.SendAsync(Room, $$"""{"eventType":"conference-member","conferenceId":"{{member.ConferenceId}}","memberId":"{{member.MemberId}}","callId":"{{bob.Id}}","state":"active","hold":true,"mute":false,"time":"2020-01-01T00:00:00Z"}""", leg: told.Leg);
        await w.Until(() => w.Carrier.Effects.Count(e => e == $"join {bob.Id}") == 2, "it is taken in again");

        Assert.Equal(Disposition.Late, receipt!.Disposition);
        ann.HangUp();
        bob.HangUp();
        await w.Until(() => Ended(w), "the conference is over");
    });

    [Fact]
    public void The_end_of_one_that_was_made_twice_says_nothing_of_what_is_said_in_the_other() => World.Run(async w =>
    {
        bool IsAnnounced() => w.Carrier.Effects.Any(e => e.StartsWith("announce", StringComparison.Ordinal));

        w.Script = StayAsync;
        w.Carrier.Fault = (_, r) => (r.Command is CreateConferenceCommand && w.Carrier.Rooms.Find("conf-1") is null) || (r.Command is AnnounceCommand && !IsAnnounced())
            ? RequestFault.AnswerLost : RequestFault.None;
        w.Carrier.Drops = e => (string?)e["conferenceId"] == "conf-1";
        w.Carrier.Slowness = () => (TimeSpan.FromSeconds(2), TimeSpan.Zero);
        await w.StartAsync(typeof(Club));
        var call = w.Carrier.Dials();
        await w.Until(() => Decided(w).Any(d => d.Command is AnnounceCommand), "the announcement is on its way");
        Assert.False(IsAnnounced());

        await w.SendAsync(Room, """{"eventType":"conference","conferenceId":"conf-1","status":"completed"}""", leg: Decided(w).First(d => d.Command is CreateConferenceCommand).Id);
        await w.Passes(TimeSpan.FromMinutes(1));

        Assert.Single(w.Carrier.Effects, e => e.StartsWith("announce", StringComparison.Ordinal));
        call.HangUp();
        await w.Until(() => Ended(w), "the conference is over");
    });

    /// <summary>Stays until it is out, and says whether it was ever in.</summary>
    private static async Task TellAfterwardsAsync(CallContext call)
    {
        await call.AnswerAsync();
        var place = await call.Conference("club", "club").JoinAsync();
        await place.LeftAsync();
        await call.SpeakAsync($"joined: {place.Joined}");
    }

    private static IEnumerable<CommandDecided> Decided(World w) => w.Exists(Room) ? w.Journal(Room).OfType<DecisionEntry>().SelectMany(d => d.Items).OfType<CommandDecided>() : [];
}
