using System.Text;
using System.Text.Json.Nodes;

namespace CallGrains.Orleans.Tests;

public sealed class ConferenceTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    private readonly string _name = $"room-{Guid.NewGuid():n}";
    private readonly string[] _calls = [.. Enumerable.Range(0, 6).Select(_ => Events.NewCall())];

    private FlowAddress Room => FlowAddress.Conference(_name);

    [Fact]
    public async Task Calls_on_both_silos_meet_in_one_conference_that_is_a_grain_and_hear_when_they_are_out()
    {
        await Task.WhenAll(_calls.Select((call, i) => ArriveAsync(call, silos.RouterOf(i % 2))));
        var create = await silos.Carrier.WhenSentAsync(r => r.Command is CreateConferenceCommand && ToRoom(r), "the conference");
        await TellAsync(0, new JsonObject { ["eventType"] = "conference", ["status"] = "created" });
        foreach (var (call, i) in _calls.Select((c, i) => (c, i)))
        {
            await silos.Carrier.WhenSentAsync(r => r.Command is AddMemberCommand add && add.CallId == call, $"the member of {call}");
            await TellAsync(i % 2, Member(call, "active", i + 1));
        }

        foreach (var call in _calls)
        {
            await silos.Carrier.WhenSentAsync(r => r.Command is ChangeMemberCommand { Seat.MemberId: var id, Mute: true } && id == "member-" + call, $"{call} muted");
        }

        foreach (var (call, i) in _calls.Select((c, i) => (c, i)))
        {
            await TellAsync(i % 2, Member(call, "completed", _calls.Length - i - 1));
            await silos.Carrier.WhenSentAsync<HangupCommand>(call);
        }

        await TellAsync(1, new JsonObject { ["eventType"] = "conference", ["status"] = "completed" });
        var summary = await silos.Journal.WhenAsync(Room, h => h.State == GrainState.Ended, "the conference has ended");
        Assert.Null(summary.Fault);
        Assert.Equal("plain-conference", summary.Flow);
        Assert.Single(silos.Carrier.All, r => r.Command is CreateConferenceCommand && ToRoom(r));
        Assert.Equal(_calls.Length, silos.Carrier.All.Count(r => r.Command is AddMemberCommand add && _calls.Contains(add.CallId)));
        Assert.Equal(create, silos.Carrier.All.Single(r => r.Command is CreateConferenceCommand && ToRoom(r)));
    }

    private async Task ArriveAsync(string call, ICallRouter router)
    {
        await router.SendAsync(FlowAddress.Call(call), Events.Incoming(call, "room", from: _name));
        await silos.Carrier.WhenSentAsync<AnswerCommand>(call);
        await router.SendAsync(FlowAddress.Call(call), Events.Answer(call));
    }

    private bool ToRoom(CommandRequest request) => request.CallbackUrl is { } url && TwoSilos.Tokens.TryRead(url.Segments[^1], out var address, out _) && address == Room;

    private static JsonObject Member(string call, string state, int count) => new()
    {
        ["eventType"] = "conference-member",
        ["callId"] = call,
        ["memberId"] = "member-" + call,
        ["state"] = state,
        ["activeMembers"] = count,
        ["hold"] = false,
        ["mute"] = false,
        ["time"] = "2026-11-22T00:00:00Z",
    };

    private async Task TellAsync(int silo, JsonObject e)
    {
        e["conferenceId"] = "conf-" + Room.Id;
        var raw = Encoding.UTF8.GetBytes(e.ToJsonString());
        var receipt = await silos.RouterOf(silo).SendAsync(Room, new Callback("bandwidth", CallbackForm.Json, raw, Events.Reader.Read(new CallbackRequest(CallbackForm.Json, raw))) { Leg = 1 });
        Assert.Equal(Disposition.Accepted, receipt.Disposition);
    }
}
