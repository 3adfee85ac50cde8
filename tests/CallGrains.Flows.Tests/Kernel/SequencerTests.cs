using System.Text;
using System.Text.Json.Nodes;
using CallGrains.Bandwidth;

namespace CallGrains.Flows.Tests.Kernel;

/// <summary>
/// Promises 2 and 6 over every recorded payload: duplicate, reordered and late callbacks change nothing, and the
/// journal says why.
/// </summary>
public sealed class SequencerTests
{
    private const string CallId = "c-fixture";
    private static readonly FlowAddress Address = FlowAddress.Call(CallId);
    private static readonly string[] ThatNameNoCall = [EventTypes.Transcription, EventTypes.ConferenceMember];
    private static readonly string[] OutliveTheCall = [EventTypes.Recording, EventTypes.Transcription];

    /// <summary>The recorded JSON payloads that tell of one call.</summary>
    public static TheoryData<string> OfCalls => [.. Fixtures().Where(f => f.Event["callId"] is not null || (string?)f.Event["eventType"] == EventTypes.Transcription).Select(f => f.Name)];

    public static TheoryData<string> ThatCannotBegin => [.. OfCalls.Select(row => row.Data).Where(name => (string?)Load(name)["eventType"] != EventTypes.IncomingCall)];

    public static TheoryData<string> All => [.. Fixtures().Select(f => f.Name)];

    [Theory, MemberData(nameof(OfCalls))]
    public void A_duplicate_is_dropped(string fixture) => OnALiveCall(async w =>
    {
        var e = Load(fixture);
        var first = await w.SendAsync(Address, e, flow: null);
        await w.Settles();
        var seen = Hears.Of(w, Address).Count;
        var requests = w.Carrier.Requests.Count;
        await w.CrashAsync();
        var second = await w.SendAsync(Address, e, flow: null);
        await w.Settles();

        // The call has begun with its incomingcall.
        Assert.Equal((string)e["eventType"]! == EventTypes.IncomingCall ? Disposition.Duplicate : Disposition.Accepted, first.Disposition);
        Assert.Equal(Disposition.Duplicate, second.Disposition);
        Assert.Contains("was here before", w.Journal(Address).OfType<EventEntry>().Last().Reason, StringComparison.Ordinal);
        Assert.Equal(seen, Hears.Of(w, Address).Count);
        Assert.Equal(requests, w.Carrier.Requests.Count);
    });

    [Theory, MemberData(nameof(OfCalls))]
    public void What_comes_after_the_end_is_late(string fixture) => OnALiveCall(async w =>
    {
        var e = Load(fixture);
        await w.SendAsync(Address, new JsonObject { ["eventType"] = "hangup", ["callId"] = CallId, ["cause"] = "USER_BUSY" }, flow: null);
        await w.Settles();
        var seen = Hears.Of(w, Address).Count;
        var requests = w.Carrier.Requests.Count;
        var receipt = await w.SendAsync(Address, e, flow: null);
        await w.Settles();

        var type = ((string)e["eventType"]!).ToLowerInvariant();
        var entry = w.Journal(Address).OfType<EventEntry>().Last();
        Assert.Equal(receipt.Disposition, entry.Disposition);
        Assert.Equal(receipt.Reason, entry.Reason);
        if (OutliveTheCall.Contains(type))
        {
            Assert.Equal(Disposition.Accepted, receipt.Disposition);
            Assert.Equal(seen + 1, Hears.Of(w, Address).Count);
        }
        else
        {
            var wasHere = type is EventTypes.Hangup or EventTypes.IncomingCall;
            Assert.Equal(wasHere ? Disposition.Duplicate : Disposition.Late, receipt.Disposition);
            Assert.Equal(wasHere ? $"a {type} event with these ids and states was here before" : "the call was over (USER_BUSY)", receipt.Reason);
            Assert.Equal(seen, Hears.Of(w, Address).Count);
        }

        Assert.Equal("USER_BUSY", w.Summary(Address).Cause);
        Assert.Equal(requests, w.Carrier.Requests.Count);
    });

    [Theory, MemberData(nameof(ThatCannotBegin))]
    public void What_comes_before_incomingcall_waits_for_it(string fixture) => World.Run(async w =>
    {
        var e = Load(fixture);
        e.Remove("time"); // Long past, and so a replay of a call that nobody knows any more.
        await w.StartAsync(typeof(Hears));

        var early = await w.SendAsync(Address, e, flow: "hears");
        await w.Settles();
        var call = await w.SendAsync(Address, Begins(), flow: null);
        await w.Settles();

        if (early.Disposition == Disposition.Held)
        {
            Assert.Equal("waits for incomingcall", early.Reason);
            Assert.Equal(Disposition.Accepted, call.Disposition);
            Assert.Equal(["incomingcall", Hears.NameOf((string)e["eventType"]!)], Hears.Of(w, Address).Select(line => line.Split(' ')[0]));
        }
        else
        {
            // Nothing says that these belong to a call, so they cannot wait for one.
            Assert.Contains((string)e["eventType"]!, ThatNameNoCall);
            Assert.Equal(Disposition.Unclaimed, early.Disposition);
        }
    });

    [Theory, MemberData(nameof(All))]
    public void No_payload_whatever_does_harm_to_a_call(string fixture) => OnALiveCall(async w =>
    {
        var e = Load(fixture);
        await w.SendAsync(Address, e, flow: null);
        await w.SendAsync(Address, e, leg: 7, flow: null);
        await w.SendAsync(FlowAddress.Call("another"), e, flow: null);
        await w.Settles();

        Assert.Null(w.Summary(Address).Fault);
        Assert.InRange(Hears.Of(w, Address).Count, 1, 2);
    });

    [Fact]
    public void Events_held_are_told_with_the_end_of_the_call_last() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Hears));

        await w.SendAsync(Address, new JsonObject { ["eventType"] = "hangup", ["callId"] = CallId, ["cause"] = "NORMAL_CLEARING" }, flow: "hears");
        await w.SendAsync(Address, new JsonObject { ["eventType"] = "dtmf", ["callId"] = CallId, ["dtmfDigit"] = "1" }, flow: "hears");
        await w.SendAsync(Address, new JsonObject { ["eventType"] = "answer", ["callId"] = CallId }, flow: "hears");
        await w.SendAsync(Address, Begins(), flow: null);
        await w.Settles();

        Assert.Equal(["incomingcall", "answer", "dtmf", "ended NORMAL_CLEARING"], Hears.Of(w, Address));
        Assert.Equal([3, 2, 1], w.Journal(Address).OfType<ReleaseEntry>().Single().Entries);
        Assert.Equal(GrainState.Ended, w.Summary(Address).State);
        Assert.Empty(w.Carrier.Requests);
    });

    [Fact]
    public void An_event_of_a_leg_of_nobody_is_not_claimed() => World.Run(async w =>
    {
        await w.StartAsync();

        var receipt = await w.SendAsync(Address, new JsonObject { ["eventType"] = "answer", ["callId"] = CallId }, leg: 3);

        Assert.Equal(new Receipt(Disposition.Unclaimed, "there is no such call"), receipt);
        Assert.Equal(GrainState.Ended, w.Summary(Address).State);
    });

    [Fact]
    public void A_start_that_comes_after_its_end_is_late() => OnALiveCall(async w =>
    {
        var done = new JsonObject { ["eventType"] = "speak", ["callId"] = CallId, ["status"] = "done", ["tag"] = "cg9|x" };
        var started = new JsonObject { ["eventType"] = "speak", ["callId"] = CallId, ["status"] = "started", ["tag"] = "cg9|x" };

        Assert.Equal(Disposition.Accepted, (await w.SendAsync(Address, done, flow: null)).Disposition);
        Assert.Equal(new Receipt(Disposition.Late, "this speak was already done"), await w.SendAsync(Address, started, flow: null));
    });

    [Fact]
    public void A_call_that_no_flow_answers_for_is_told_how_to_bind_one() => World.Run(async w =>
    {
        await w.StartAsync();

        var receipt = await w.SendAsync(Address, Begins(), flow: null);
        var next = await w.SendAsync(Address, new JsonObject { ["eventType"] = "answer", ["callId"] = CallId }, flow: null);
        await w.Until(() => w.Process.ActiveCount == 0, "it is put away");

        Assert.Equal(new Receipt(Disposition.Unclaimed, "no flow answers for +15550100; bind the number or the application to one, or name it in the callback path"), receipt);
        Assert.Equal(new Receipt(Disposition.Unclaimed, "no flow answered this call"), next);
        Assert.Equal(GrainState.Ended, w.Summary(Address).State);
    });

    [Fact]
    public void A_member_that_is_named_by_its_call_may_leave_and_come_back()
    {
        var (sequencer, begin) = (new CallSequencer(new ConferenceProjection()), DateTimeOffset.UnixEpoch);
        Assert.Equal(
            [Disposition.Accepted, Disposition.Accepted, Disposition.Duplicate, Disposition.Late, Disposition.Late, Disposition.Accepted, Disposition.Late, Disposition.Accepted],
            [Told(1, MemberState.Active), Told(3, MemberState.Completed), Told(4, MemberState.Completed), Told(2, MemberState.Active), Told(5, MemberState.Active, isMade: true),
                Told(6, MemberState.Active), Told(3.5, MemberState.Completed), Told(7, MemberState.Completed)]);

        Disposition Told(double second, string state, bool isMade = false)
        {
            var at = begin.AddSeconds(second);
            var received = new ReceivedEvent(new ConferenceMemberEvent { ConferenceId = "room", MemberId = "c-1", CallId = "c-1", State = state, Time = at });
            var receipt = sequencer.Classify(received, 1, Array.Empty<byte>(), at, isMade);
            if (receipt.Disposition == Disposition.Accepted)
            {
                sequencer.Remember(received, 1, Array.Empty<byte>(), at);
            }

            return receipt.Disposition;
        }
    }

    [Fact]
    public void What_was_here_again_lately_is_among_the_latest()
    {
        var (sequencer, begin) = (new CallSequencer(new ConferenceProjection()), DateTimeOffset.UnixEpoch);
        ReadOnlySpan<string> members = ["first", "second", "first"];
        for (var second = 0; second < members.Length; second++)
        {
            sequencer.Remember(new ReceivedEvent(new ConferenceMemberEvent { ConferenceId = "room", MemberId = members[second], CallId = "c-1", State = MemberState.Active }), 1, Array.Empty<byte>(), begin.AddSeconds(second));
        }

        Assert.Equal(begin.AddSeconds(2), Assert.Single(sequencer.Latest(begin, 1, begin.AddSeconds(3))).At);
        Assert.Equal([begin.AddSeconds(1), begin.AddSeconds(2)], sequencer.Latest(begin, 9, begin.AddSeconds(3)).Select(s => s.At));
    }

    private static JsonObject Begins() => new() { ["eventType"] = "incomingcall", ["callId"] = CallId, ["from"] = "+15550001", ["to"] = "+15550100" };

    private static void OnALiveCall(Func<World, Task> test) => World.Run(async w =>
    {
        w.Carrier.Knows(CallId);
        await w.StartAsync(typeof(Hears));
        await w.SendAsync(Address, Begins(), flow: "hears");
        await w.Settles();
        await test(w);
    });

    private static JsonObject Load(string name)
    {
        var e = JsonNode.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", name)))!.AsObject();
        if (e.ContainsKey("callId"))
        {
            e["callId"] = CallId;
        }

        return e;
    }

    private static IEnumerable<(string Name, JsonObject Event)> Fixtures() => Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures"), "*.json")
        .Select(Path.GetFileName)
        .Where(name => name != "index.json")
        .Order(StringComparer.Ordinal)
        .Select(name => (name!, JsonNode.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", name!))) as JsonObject))
        .Where(f => f.Item2 is not null && IsEvent(f.Item2))
        .Select(f => (f.Item1, f.Item2!));

    /// <summary>The ingress turns the others away.</summary>
    private static bool IsEvent(JsonObject json)
    {
        try
        {
            new BandwidthCallbacks().Read(new CallbackRequest(CallbackForm.Json, Encoding.UTF8.GetBytes(json.ToJsonString())));
            return true;
        }
        catch (EventFormatException)
        {
            return false;
        }
    }
}
