using CallGrains.Testing;

namespace CallGrains.Flows.Tests.Readme;

/// <summary>
/// The README's flow is the one that is compiled here, to the letter, and a flow that can be registered.
/// </summary>
public sealed class ReadmeTests
{
    [Theory, InlineData("Callback.flow.cs", "README.md"), InlineData("Conference.flow.cs", "Conferences.md"), InlineData("Desk.flow.cs", "LongerFlows.md")]
    public void The_readme_quotes_the_flow_that_is_compiled(string flow, string readme)
    {
        var source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Readme", flow));
        var quoted = source[(source.IndexOf('\n', StringComparison.Ordinal) + 1)..].Trim();
        Assert.Contains(quoted, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Readme", readme)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_readmes_flow_can_be_registered() => Assert.Equal("call-me-back", FlowDefinition.Of(typeof(CallMeBack)).Name);

    [Fact]
    public async Task The_pages_desk_connects_the_caller_with_the_expert()
    {
        await using var phone = await FlowTest.Start<Desk>();
        var (agent, expert) = (phone.Agent("+15550198"), phone.Agent("+15550199"));
        var caller = await phone.DialsAsync("+15550100");
        await caller.IsTalkingTo("+15550198");
        await agent.Presses("*");
        await caller.Hears("hold.wav");
        await agent.IsTalkingTo("+15550199");
        await phone.CrashesAsync();
        await agent.Presses("1");
        await caller.IsTalkingTo("+15550199");
        await agent.IsHungUp();
        await expert.HangsUp();
        await caller.IsDone();
    }

    [Fact]
    public void The_readmes_conference_lets_callers_in_with_its_moderator() => World.Run(async w =>
    {
        await w.StartAsync(typeof(TeamLine), typeof(Team));

        var caller = w.Carrier.Dials("team-line", from: "+15550001");
        await w.Passes(TimeSpan.FromMinutes(1));
        var moderator = w.Carrier.Dials("team-line", from: "+15550123");
        await w.Until(() => w.Carrier.Rooms.All.SingleOrDefault()?.Count == 2, "both are in");
        await w.Passes(TimeSpan.FromMinutes(1));
        moderator.HangUp();
        await w.Until(() => caller.IsOver, "the caller is hung up");

        Assert.Equal(2, w.Carrier.Effects.Count(e => e.StartsWith("speak Press star", StringComparison.Ordinal)));
    });
}
