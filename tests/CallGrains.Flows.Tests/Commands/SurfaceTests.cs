namespace CallGrains.Flows.Tests.Commands;

/// <summary>What a script can command, handlers can, and the other way round.</summary>
public sealed class SurfaceTests
{
    private const string Conferences = "the flows of conferences decide it, which are written in one style only";

    /// <summary>Commands that no author of a call's flow decides, and why.</summary>
    private static readonly Dictionary<Type, string> Framework = new()
    {
        [typeof(ForwardCommand)] = "callbacks that name no call are handed on by the framework",
        [typeof(VerifyRecordingCommand)] = "the framework asks for each file before the flow is told",
        [typeof(CreateConferenceCommand)] = "a conference is made when the first call joins",
        [typeof(AddMemberCommand)] = "calls ask the conference's grain to join",
        [typeof(AnnounceCommand)] = Conferences,
        [typeof(StopAnnouncementCommand)] = Conferences,
        [typeof(ChangeConferenceCommand)] = Conferences,
        [typeof(EndConferenceCommand)] = Conferences,
    };

    private static readonly Lazy<(List<string> Effects, HashSet<Type> Commands)> Script = new(() => Play("script")), ByHand = new(() => Play("by-hand"));

    public static TheoryData<string> Types => [.. typeof(Command).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Command)) && !t.IsAbstract).Select(t => t.Name)];

    [Theory, MemberData(nameof(Types))]
    public void Each_command_can_be_given_in_both_styles(string name)
    {
        var type = typeof(Command).Assembly.GetType($"CallGrains.Commands.{name}")!;

        Assert.True(Framework.ContainsKey(type) || Script.Value.Commands.Contains(type), $"No member of CallContext decides {name}: add one and use it in Everything, or say here why not.");
        Assert.True(Framework.ContainsKey(type) || ByHand.Value.Commands.Contains(type), $"No member of CallActions decides {name}: add one and use it in Everything, or say here why not.");
    }

    [Fact]
    public void Both_styles_have_the_same_effects() => Assert.Equal(Script.Value.Effects, ByHand.Value.Effects);

    private static (List<string> Effects, HashSet<Type> Commands) Play(string flow)
    {
        (List<string>, HashSet<Type>) played = default;
        World.Run(async w =>
        {
            w.Carrier.TalkingTime = TimeSpan.FromSeconds(20);
            w.Script = Everything.ScriptAsync;
            await w.StartAsync(typeof(Everything.Other), typeof(Everything.ByHand), typeof(Everything.Meeting));
            w.Carrier.Declines[Everything.Busy] = HangupCause.UserBusy;
            var refused = w.Carrier.Dials(flow, from: Everything.Rejected);
            await w.Ended(refused);
            var call = w.Carrier.Dials(flow, presses: "5");
            await w.Ended(call);
            await w.Until(() => w.Carrier.Calls.All(c => c.IsOver), "all calls have ended");
            var commands = new[] { refused.Address, call.Address }.SelectMany(w.Journal).OfType<DecisionEntry>().SelectMany(d => d.Items).OfType<CommandDecided>();
            played = ([.. w.Carrier.Effects.OrderBy(IsOfConference)], [.. commands.Select(c => c.Command.GetType())]);
        });
        return played;

        // A conference's own commands go beside those of its calls.
        static bool IsOfConference(string effect) => effect == "end conference" || effect.StartsWith("announce", StringComparison.Ordinal) || effect.StartsWith("all", StringComparison.Ordinal);
    }
}
