using System.Xml.Linq;
using CallGrains.Flows;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Tests.FlowTests;

/// <summary>A fact that does not come is told with everything that came instead.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task The_ladder_tells_what_happened()
    {
        await using var phone = await Start();
        phone.Loses(EventTypes.Dtmf);
        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1");

        var failure = await Assert.ThrowsAsync<FlowTestException>(() => caller.Hears("Goodbye"));

        Assert.Equal(
            """
            This did not come: +15550123 hears "Goodbye".
            The call is over: NORMAL_CLEARING.

                  time  callers and carrier                                                   host
                 0.000  +15550123 dials +15550100
                 0.000    c-1 incomingcall                                               ──▶
                 0.000                                                                   ◀──  c-1 answer
                 0.000    c-1 answer                                                     ──▶
                 0.000                                                                   ◀──  c-1 gather "Press 1 or 2."
                 0.000    c-1 speak started #2                                           ──▶
                 0.000  +15550123 presses 1
                 0.000    c-1 speak done #2                                              ──▶
                 0.000    c-1 dtmf 1  (lost)                                             ──▶
                 0.000    c-1 gather max-digits "1" #2                                   ──▶
                 0.000                                                                   ◀──  c-1 speak "You pressed 1."
                 0.000    c-1 speak started #3                                           ──▶
                 0.910    c-1 speak done #3                                              ──▶
                 0.910                                                                   ◀──  c-1 hangup
                 0.910    c-1 hangup NORMAL_CLEARING                                     ──▶

            """,
            failure.Message);
    }

    [Fact]
    public async Task Patience_ends_in_the_flows_own_time()
    {
        await using var phone = await Start(call => call.DelayAsync(TimeSpan.FromHours(1)));
        phone.Patience = TimeSpan.FromSeconds(30);
        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1");
        await caller.Hears("You pressed");

        var failure = await Assert.ThrowsAsync<FlowTestException>(() => caller.IsTransferredTo("+15550199"));

        Assert.Contains("30 seconds of the flows' time have passed", failure.Message, StringComparison.Ordinal);
        Assert.True(phone.Now - new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero) < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_flow_that_throws_is_the_reason()
    {
        await using var phone = await Start(_ => throw new InvalidOperationException("no agent is configured"));
        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1");

        var failure = await Assert.ThrowsAsync<FlowTestException>(() => caller.IsTransferredTo("+15550199"));

        Assert.Contains("call/c-1 (desk version 1) is stopped by: System.InvalidOperationException: no agent is configured", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_must_not_be_is_found()
    {
        await using var phone = await Start();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Press 1");

        await caller.HearsNothingFor(TimeSpan.FromSeconds(4));
        var heard = await Assert.ThrowsAsync<FlowTestException>(() => caller.HearsNothingFor(TimeSpan.FromSeconds(4)));
        Assert.Contains("But they heard \"You pressed .\".", heard.Message, StringComparison.Ordinal);
        var sent = await Assert.ThrowsAsync<FlowTestException>(() => phone.SentNo<GatherCommand>());
        Assert.Contains("No such GatherCommand was to be sent.\n1 were.", sent.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_was_not_called_can_do_nothing()
    {
        await using var phone = await Start();
        var agent = phone.Agent("+15550199");
        await Assert.ThrowsAsync<FlowTestException>(() => agent.HangsUp());
        await Assert.ThrowsAsync<FlowTestException>(() => agent.Rings());
        await Assert.ThrowsAsync<ArgumentException>(() => agent.Presses("x"));
    }

    [Fact]
    public async Task A_sentence_is_heard_once()
    {
        await using var phone = await Start();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Press 1");
        await Assert.ThrowsAsync<FlowTestException>(() => caller.Hears("Press 1"));
    }

    [Fact]
    public async Task The_ladder_can_be_drawn()
    {
        await using var phone = await Start();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1");
        await caller.Hears("You pressed 1.");
        await phone.CrashesAsync();

        var svg = XDocument.Parse(phone.DrawLadder());
        var texts = svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToList();

        Assert.Contains("c-1 speak \"You pressed 1.\"", texts);
        Assert.Contains("the process dies", texts);
        Assert.Equal(phone.Ladder.Split('\n').Length - 2, (texts.Count - 3) / 2);
    }

    private static Task<FlowTest> Start(Func<CallContext, Task>? then = null) =>
        FlowTest.Start<Desk>(s => s.AddSingleton(then ?? (_ => Task.CompletedTask)));
}
