using System.Text.Json;

namespace CallGrains.Flows.Tests.Scripts;

public class OutboundTests
{
    private static readonly FlowAddress Address = FlowAddress.Call("o-1");

    private static StartCall Start(string flow = "script") => new(flow, "+15550100", "+15550001", JsonSerializer.SerializeToElement(new { name = "Ada" }));

    [Fact]
    public void An_outbound_call_is_placed_and_the_script_waits_for_its_answer() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            Assert.True(call.IsOutbound);
            Assert.Null(call.CallId);
            await call.AnswerAsync();
            await call.SpeakAsync($"Hello {call.Args!.Value.GetProperty("name")}, {call.CallId}, {call.From} to {call.To}.");
        };
        await w.StartAsync();

        using (var args = JsonDocument.Parse("""{"name":"Ada"}"""))
        {
            var receipt = await w.Process.Router.SendAsync(Address, Start() with { Args = args.RootElement });
            Assert.Equal(Disposition.Accepted, receipt.Disposition);
        }

        await w.Ended(Address);

        Assert.Equal(["call +15550001", "speak Hello Ada, c-1, +15550100 to +15550001.", "hangup"], w.Carrier.Effects);
        Assert.Equal("c-1", w.Summary(Address).CarrierId);
    });

    [Fact]
    public void Starting_a_call_twice_places_it_once() => World.Run(async w =>
    {
        await w.StartAsync();

        var first = await w.Process.Router.SendAsync(Address, Start());
        var second = await w.Process.Router.SendAsync(Address, Start());
        await w.Ended(Address);

        Assert.Equal((Disposition.Accepted, Disposition.Duplicate), (first.Disposition, second.Disposition));
        Assert.Single(w.Carrier.Requests, r => r.Command is CreateCallCommand);
    });

    [Fact]
    public void A_flow_that_does_not_exist_is_named() => World.Run(async w =>
    {
        await w.StartAsync();

        var e = await Assert.ThrowsAsync<ArgumentException>(() => w.Process.Router.SendAsync(Address, Start("nothing")));

        Assert.Equal("There is no flow 'nothing'; registered are: script.", e.Message);
        Assert.False(w.Exists(Address));
    });

    [Theory]
    [InlineData(HangupCause.UserBusy)]
    [InlineData(HangupCause.UnallocatedNumber)]
    public void A_call_that_nobody_answers_ends_the_script(string cause) => World.Run(async w =>
    {
        CallEndedException? ended = null;
        w.Carrier.Declines["+15550001"] = cause;
        w.Script = async call => ended = await Assert.ThrowsAsync<CallEndedException>(call.AnswerAsync);
        await w.StartAsync();

        await w.Process.Router.SendAsync(Address, Start());
        await w.Ended(Address);

        Assert.Equal(cause, ended!.Cause);
        Assert.Equal(["call +15550001"], w.Carrier.Effects);
        Assert.Equal(cause, w.Summary(Address).Cause);
    });

    [Fact]
    public void A_call_that_the_carrier_refuses_to_place_ends_with_its_error() => World.Run(async w =>
    {
        CallEndedException? ended = null;
        w.Carrier.Fault = (_, _) => RequestFault.Refused;
        w.Script = async call => ended = await Assert.ThrowsAsync<CallEndedException>(call.AnswerAsync);
        await w.StartAsync();

        await w.Process.Router.SendAsync(Address, Start());
        await w.Ended(Address);

        Assert.Equal("invalid-property", ended!.Cause);
        Assert.Empty(w.Carrier.Effects);
    });

    [Theory]
    [InlineData(RequestFault.Lost)]
    [InlineData(RequestFault.AnswerLost)]
    [InlineData(RequestFault.CrashBefore)]
    [InlineData(RequestFault.CrashAfter)]
    public void A_call_in_doubt_is_looked_for_before_it_is_placed_again(RequestFault fault) => World.Run(async w =>
    {
        w.Restarts = true;
        w.Carrier.Fault = (n, _) => n == 1 ? fault : RequestFault.None;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.SpeakAsync("Hello.");
        };
        await w.StartAsync();

        _ = w.Process.Router.SendAsync(Address, Start());
        await w.Ended(Address);

        Assert.Equal(["call +15550001", "speak Hello.", "hangup"], w.Carrier.Effects);
    });

    [Fact]
    public void A_call_asked_to_hang_up_while_its_placing_is_in_doubt_is_placed_first() => World.Run(async w =>
    {
        w.Carrier.Fault = (n, _) => n == 1 ? RequestFault.CrashBefore : RequestFault.None;
        w.Script = call => call.AnswerAsync();
        await w.StartAsync();

        await w.Process.Router.SendAsync(Address, Start());
        await w.Until(() => w.Process.IsDead, "the crash");
        w.Carrier.Fault = (_, _) => RequestFault.None;
        var second = w.NewProcess();
        await second.Host.SendAsync(Address, new HangUpRequest());
        await w.StartAsync();
        await w.Ended(Address);

        Assert.Equal(["call +15550001", "hangup"], w.Carrier.Effects);
    });
}
