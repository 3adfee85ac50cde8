using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace CallGrains.Orleans.Tests;

/// <summary>
/// What crosses from silo to silo is the same on the other side; ids and numbers stay as they are, so that old and new
/// silos understand each other.
/// </summary>
public sealed class WireTests
{
    private readonly Serializer _serializer =
        new ServiceCollection().AddSerializer(s => s.AddAssembly(typeof(WireMessage).Assembly)).BuildServiceProvider().GetRequiredService<Serializer>();

    [Fact]
    public void A_callback_travels_as_its_own_bytes_and_is_read_again()
    {
        var sent = Events.HungUp("c-1") with { Leg = 7, Flow = "desk", IsUnsigned = true, IsSurplus = true };
        var read = Assert.IsType<Callback>(Travel(sent));
        Assert.Equal(sent.Raw.ToArray(), read.Raw.ToArray());
        Assert.Equal((sent.Carrier, sent.Form, sent.Leg, sent.Flow, true, true), (read.Carrier, read.Form, read.Leg, read.Flow, read.IsUnsigned, read.IsSurplus));
        Assert.Equal("NORMAL_CLEARING", Assert.IsType<HangupEvent>(read.Event).Cause);
    }

    [Fact]
    public void A_query_travels_as_a_query_even_out_of_a_larger_buffer()
    {
        var buffer = Encoding.UTF8.GetBytes("?eventType=hangup&callId=c-2&cause=NORMAL_CLEARING");
        var raw = buffer.AsMemory(1);
        var read = Assert.IsType<Callback>(Travel(new Callback("bandwidth", CallbackForm.Query, raw, Events.Reader.Read(new CallbackRequest(CallbackForm.Query, raw)))));
        Assert.Equal(CallbackForm.Query, read.Form);
        Assert.Equal(raw.ToArray(), read.Raw.ToArray());
        Assert.Equal("c-2", Assert.IsType<HangupEvent>(read.Event).CallId);
    }

    [Fact]
    public void A_supplied_event_travels_in_the_neutral_form_with_its_operation()
    {
        var digits = new GatherEvent { CallId = "c-1", Digits = "12", OperationId = 3, Tag = "menu" };
        var sent = new Callback("elsewhere", CallbackForm.Neutral, EventJson.Write(digits), new ReceivedEvent(digits));

        var read = Assert.IsType<Callback>(Travel(sent));

        Assert.Equal((sent.Carrier, sent.Form, sent.Received), (read.Carrier, read.Form, read.Received));
    }

    [Theory]
    [InlineData(CallbackForm.Json, 0)]
    [InlineData(CallbackForm.Query, 1)]
    [InlineData(CallbackForm.Neutral, 2)]
    [InlineData(CallbackForm.Form, 3)]
    public void Forms_keep_their_numbers(CallbackForm form, int number)
    {
        Assert.Equal(4, Enum.GetValues<CallbackForm>().Length);
        Assert.Equal(number, (int)form);
    }

    [Fact]
    public void A_reply_travels_with_the_receipt()
    {
        var reply = WireReply.Of(new Receipt(Disposition.Accepted) { Reply = new CallbackReply("<Response/>"u8.ToArray()) });

        var read = _serializer.Deserialize<WireReply>(_serializer.SerializeToArray(reply))!.Read();

        Assert.Equal("<Response/>"u8.ToArray(), read.Reply!.Document.ToArray());
    }

    [Fact]
    public void A_start_a_signal_and_a_hang_up_travel_whole()
    {
        var args = JsonElement.Parse("""{"name":"Ada","times":[1,2]}""");
        var start = Assert.IsType<StartCall>(Travel(new StartCall("desk", "+15550100", "+15550101", args, "other") { Conference = new("main", "meeting"), RingTimeout = TimeSpan.FromSeconds(20), At = DateTimeOffset.UnixEpoch, Hops = 3 }));
        Assert.Equal(new StartCall("desk", "+15550100", "+15550101", null, "other") { Conference = new("main", "meeting"), RingTimeout = TimeSpan.FromSeconds(20), At = DateTimeOffset.UnixEpoch, Hops = 3 }, start with { Args = null });
        Assert.True(JsonElement.DeepEquals(args, start.Args!.Value));
        Assert.Null(Assert.IsType<StartCall>(Travel(new StartCall("desk", "a", "b", null))).Args);

        var signal = Assert.IsType<Signal>(Travel(new Signal("s-1", "paid", args) { Flow = "desk" }));
        Assert.Equal(("s-1", "paid"), (signal.Id, signal.Name));
        Assert.True(JsonElement.DeepEquals(args, signal.Value!.Value));
        Assert.IsType<HangUpRequest>(Travel(new HangUpRequest()));
    }

    [Fact]
    public void Who_asked_travels_along()
    {
        const string Ops = "key ops from 192.0.2.1";
        GrainMessage[] messages = [new StartCall("desk", "a", "b", null) { By = Ops }, new Signal("s-1", "paid", null) { By = Ops }, new HangUpRequest { By = Ops }];
        Assert.All(messages, m => Assert.Equal(Ops, Travel(m).By));
        Assert.Null(Travel(new HangUpRequest()).By);
    }

    [Fact]
    public void Within_a_silo_the_message_itself_goes_along()
    {
        var sent = Events.HungUp("c-3");
        Assert.Same(sent, WireMessage.Of(sent).Read(new CallbackReaders([])));
    }

    [Theory]
    [InlineData(Disposition.Accepted, 0)]
    [InlineData(Disposition.Held, 1)]
    [InlineData(Disposition.Duplicate, 2)]
    [InlineData(Disposition.Late, 3)]
    [InlineData(Disposition.Unclaimed, 4)]
    [InlineData(Disposition.Expired, 5)]
    public void Dispositions_keep_their_numbers(Disposition disposition, int number)
    {
        Assert.Equal(6, Enum.GetValues<Disposition>().Length);
        var reply = WireReply.Of(new Receipt(disposition, "why"));
        Assert.Equal(number, reply.Disposition);
        Assert.Equal(new Receipt(disposition, "why"), _serializer.Deserialize<WireReply>(_serializer.SerializeToArray(reply))!.Read());
    }

    [Fact]
    public void Grains_keep_their_shards_and_spread_over_all_of_them()
    {
        Assert.Equal(4, SweepOptions.ShardOf(FlowAddress.Call("c-1"), 16));
        Assert.Equal(11, SweepOptions.ShardOf(FlowAddress.Conference("c-1"), 16));
        var shards = Enumerable.Range(0, 1600).GroupBy(i => SweepOptions.ShardOf(FlowAddress.Call($"c-{i}"), 16)).ToList();
        Assert.Equal(16, shards.Count);
        Assert.All(shards, s => Assert.InRange(s.Count(), 50, 200));
    }

    private GrainMessage Travel(GrainMessage message) =>
        _serializer.Deserialize<WireMessage>(_serializer.SerializeToArray(WireMessage.Of(message)))!.Read(new CallbackReaders([Events.Reader]));
}
