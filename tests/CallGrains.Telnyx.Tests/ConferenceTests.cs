using CallGrains.Flows;

namespace CallGrains.Telnyx.Tests;

/// <summary>
/// Conferences on Telnyx, which makes one from a call and gives it an id of its own: a flow sees what it sees
/// elsewhere.
/// </summary>
public sealed class ConferenceTests
{
    private static readonly FlowAddress Den = FlowAddress.Conference("den");
    private static readonly OperationKey Session = new(Den, 1);
    private readonly TelnyxBench _bench = new(TimeProvider.System);
    private int _operation = 1;

    [Fact]
    public async Task A_call_joins_muted_speaks_leaves_comes_back_and_the_other_is_hung_up_by_the_end()
    {
        await using var host = await TelnyxHost.StartAsync<Guest, DenFlow>();
        var (first, second) = (host.Exchange.Dials(), "");
        var pressed = false;
        var entries = await host.RunAsync(FlowAddress.Call(first), () =>
        {
            var guests = Guests();
            if (second.Length == 0 && guests == 1 && Said("changed 1"))
            {
                second = host.Exchange.Dials();
            }
            else if (guests == 2 && !pressed && Said("changed 2") && host.Exchange.Find(first)!.Gathers && host.Exchange.Find(second)!.Gathers)
            {
                pressed = true;
                host.Exchange.Press(first, "1");
                host.Exchange.Press(second, "2");
            }
        });
        await host.RunAsync(FlowAddress.Call(second));
        var room = await host.ReadAsync(Den);

        Assert.All(entries.Concat(room).OfType<OutcomeEntry>(), o => Assert.True(o.Outcome.IsDone || o.Outcome.Status == OutcomeStatus.Gone, $"{o}"));
        Assert.Equal(1, host.Exchange.Posted.Count(p => p.Path == "conferences"));
        Assert.Equal(3, Guests());
        var verbs = host.Exchange.Posted.Where(p => p.Path.StartsWith("conferences", StringComparison.Ordinal)).Select(p => p.Path.Split('/')[^1]).ToList();
        Assert.Equal(["end", "leave", "mute", "unmute"], verbs.Where(v => v is "mute" or "unmute" or "leave" or "end").Distinct().Order());
        Assert.Contains("Only you hear this.", host.Exchange.Posted.Where(p => p.Body["call_control_ids"] is not null).Select(p => (string?)p.Body["payload"]));
        Assert.Equal(
            ["joined muted 1", "changed 1", "joined muted 2", "changed 2", "left 1", "joined 2"],
            room.OfType<DecisionEntry>().SelectMany(d => d.Items.OfType<CommandDecided>()).Select(c => (c.Command as AnnounceCommand)?.Prompt.Sentence).OfType<string>().Distinct().Order(StringComparer.Ordinal).OrderBy(s => Order.IndexOf(s)));
        Assert.All(new[] { FlowAddress.Call(first), FlowAddress.Call(second), Den }, a => Assert.Null(host.Store.ReadAsync(a).Result!.Summary.Fault));

        Assert.Equal("back True False", entries.OfType<DecisionEntry>().Select(d => d.Status).OfType<string>().Last());

        // Sounds come without a client state, or with another call's: whose they are was asked.
        Assert.Contains(room.OfType<EventEntry>(), e => e is { Event: ConferenceSpeakEvent { IsDone: true }, Form: CallbackForm.Neutral, Disposition: Disposition.Accepted });
        Assert.Contains(entries.OfType<EventEntry>(), e => e is { Event: SpeakEvent { IsDone: true, OperationId: not null }, Form: CallbackForm.Neutral });

        bool Said(string words) => host.Exchange.Posted.Any(p => (string?)p.Body["payload"] == words);

        int Guests() => host.Exchange.Posted.Count(p => p.Path == "conferences" || p.Path.EndsWith("/join", StringComparison.Ordinal));
    }

    private static readonly List<string> Order = ["joined muted 1", "changed 1", "joined muted 2", "changed 2", "left 1", "joined 2"];

    [Fact]
    public async Task A_first_member_that_is_muted_is_muted_once_it_is_in_and_found_so_afterwards()
    {
        var (call, request) = (await AnsweredAsync(), new AddMemberCommand("", "call/c-1#2") { Mute = true });
        var add = Of(request with { CallId = call });
        Assert.Equal(Observation.DidNot, await ObserveAsync(add));
        Assert.Equal(call, await SendAsync(add));

        Assert.Equal(["conferences", "conferences/room-1/actions/mute"], _bench.Exchange.Posted.Select(p => p.Path).Where(p => p.StartsWith("conf", StringComparison.Ordinal)));
        Assert.Equal(Observation.Found(call), await ObserveAsync(add));
        Assert.Equal(call, await SendAsync(add));
        Assert.Equal(Observation.DidNot, await ObserveAsync(Of(request with { CallId = call, Mute = false, Hold = true })));
    }

    [Fact]
    public async Task A_call_that_came_back_has_been_in_twice()
    {
        var (call, other) = (await AnsweredAsync(), await AnsweredAsync());
        await SendAsync(Of(new AddMemberCommand(other, "call/c-2#2")));
        var first = new AddMemberCommand(call, "call/c-1#2");
        await SendAsync(Of(first));
        await SendAsync(Of(new ChangeMemberCommand(new ConferenceSeat(RoomName.Of(Session), call)) { Leaves = true }));
        Assert.Equal(Observation.Found(call), await ObserveAsync(Of(first)));
        var again = Of(new AddMemberCommand(call, "call/c-1#9"));
        Assert.Equal(Observation.DidNot, await ObserveAsync(again, first));
        await SendAsync(again);
        Assert.Equal(Observation.Found(call), await ObserveAsync(again, first));
    }

    [Fact]
    public async Task A_conference_that_is_over_or_was_never_made_is_gone_and_a_call_that_is_over_is_refused()
    {
        Assert.Equal(RequestEffect.Gone, (await FailsAsync(Of(new EndConferenceCommand()))).Effect);
        var call = await AnsweredAsync();
        await SendAsync(Of(new AddMemberCommand(call, "call/c-1#2")));
        _bench.HangUp(call);
        Assert.Equal((RequestEffect.Gone, "90019"), Told(await FailsAsync(Of(new AnnounceCommand("Hello.")))));
        Assert.Equal(RequestEffect.Gone, (await FailsAsync(Of(new AddMemberCommand(await AnsweredAsync(), "call/c-2#2")))).Effect);
        Assert.Equal((RequestEffect.Refused, "90018"), Told(await FailsAsync(Of(new AddMemberCommand(call, "call/c-1#3")) with { ConferenceId = RoomName.Of(new(Den, 2)) })));

        static (RequestEffect, string?) Told(CarrierException e) => (e.Effect, e.Error.Code);
    }

    [Fact]
    public async Task What_was_missed_is_told_from_the_list_of_members()
    {
        var (one, two) = (await AnsweredAsync(), await AnsweredAsync());
        var name = RoomName.Of(Session);
        await SendAsync(Of(new AddMemberCommand(one, "call/c-1#2")));
        await SendAsync(Of(new AddMemberCommand(two, "call/c-2#2") { Mute = true }));
        _bench.HangUp(one);
        var known = new SilentConference(1, name, IsCreated: false) { Members = [new KnownMember(one, false, false)] };
        Assert.Equal(["created", $"{one} completed", $"{two} active muted"], await MissedAsync(known));
        Assert.Empty(await MissedAsync(known with { IsCreated = true, Members = [new KnownMember(two, true, false)] }));
        _bench.HangUp(two);
        Assert.Equal([$"{two} completed muted", "completed"], await MissedAsync(known with { IsCreated = true, Members = [new KnownMember(two, true, false)] }));

        var empty = new SilentConference(5, RoomName.Of(new(Den, 5)), IsCreated: false);
        Assert.Empty(await MissedAsync(empty));
        Assert.Equal(["completed"], await MissedAsync(empty, givesUp: true));
    }

    [Fact]
    public void A_name_says_whose_conference_it_is()
    {
        var session = new OperationKey(FlowAddress.Conference("the room äöü #1"), 12);
        Assert.Equal(session, RoomName.Parse(RoomName.Of(session)));
        Assert.Matches("^cg-[A-Za-z0-9_-]+$", RoomName.Of(session));
        Assert.All(new[] { null, "", "All hands meeting", "cg-", "cg-%%%" }, name => Assert.Null(RoomName.Parse(name)));
        var state = new ClientState(FlowAddress.Call("c"), 0, 3) { Room = session };
        Assert.Equal(session, ClientState.Decode(state.Encode())!.Room);
    }

    private async Task<List<string>> MissedAsync(SilentConference conference, bool givesUp = false)
    {
        var missed = new List<string>();
        await foreach (var (e, leg) in _bench.Carrier.Recovery.ProbeAsync(new SilentGrain(Den, [], []) { Conferences = [conference], GivesUp = givesUp }, TestContext.Current.CancellationToken))
        {
            Assert.Equal(conference.Leg, leg);
            missed.Add(e switch
            {
                ConferenceEvent c => c.Status!,
                ConferenceMemberEvent m => $"{m.CallId} {m.State}{(m.Mute == true ? " muted" : "")}",
                _ => e.EventType,
            });
        }

        return missed;
    }

    private async Task<string> AnsweredAsync()
    {
        var call = _bench.Dials();
        await SendAsync(new CommandRequest(new AnswerCommand(), new OperationKey(FlowAddress.Call(call), ++_operation)) { CallId = call });
        return call;
    }

    private CommandRequest Of(Command command) => new(command, new OperationKey(Den, ++_operation)) { Leg = Session.Number, ConferenceId = RoomName.Of(Session) };

    private Task<string?> SendAsync(CommandRequest request) => _bench.Carrier.Commands.SendAsync(request, TestContext.Current.CancellationToken);

    private Task<CarrierException> FailsAsync(CommandRequest request) => Assert.ThrowsAsync<CarrierException>(() => SendAsync(request));

    private Task<Observation> ObserveAsync(CommandRequest request, params Command[] earlier) =>
        _bench.Carrier.Recovery.ObserveAsync(new DoubtfulCommand(request) { Earlier = () => earlier }, TestContext.Current.CancellationToken);

    [Flow("guest")]
    internal sealed class Guest : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            var place = await call.Conference("den", flow: "den").JoinAsync(mute: true);
            await place.UnmuteAsync();
            var key = await call.GatherAsync(maxDigits: 1);
            if (key.Digits == "1")
            {
                await place.SpeakAsync("Only you hear this.");
                await place.LeaveAsync();
                place = await call.Conference("den").JoinAsync();
                call.SetStatus($"back {place.Joined} {place.HasLeft}");
                await call.Conference("den").SignalAsync("close");
            }

            await place.LeftAsync();
        }
    }

    [Flow("den")]
    internal sealed class DenFlow : ConferenceFlow<object>
    {
        public override void OnJoined(Participant member) => Say("joined", member);

        public override void OnChanged(Participant member) => Say("changed", member);

        public override void OnLeft(Participant member)
        {
            if (Conference.Count > 0)
            {
                Say("left", member);
            }
        }

        public override void OnSignal(string name, System.Text.Json.JsonElement? value) => Conference.End();

        private void Say(string what, Participant member) => Conference.Speak($"{what}{(member.IsMuted ? " muted" : "")} {Conference.Count}");
    }
}
