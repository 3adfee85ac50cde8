namespace CallGrains.Flows.Tests.Conferences;

/// <summary>Many at once, and a small room in which everything goes wrong.</summary>
public sealed class LargeConferenceTests
{
    private static readonly FlowAddress Hall = FlowAddress.Conference("hall");

    [Fact]
    public void Five_hundred_who_join_at_once_are_in_one_conference() => World.Run(async w =>
    {
        w.Carrier.Rooms.MostMembers = 500;
        w.Script = call => StayAsync(call, "counter");
        await w.StartAsync(typeof(Counter));

        var calls = Enumerable.Range(1, 500).Select(i => w.Carrier.Dials(from: $"+1555{i:0000000}")).ToList();
        await w.Until(() => w.Carrier.Rooms.All.FirstOrDefault()?.Count == 500, "all are in");
        await w.Settles();
        Assert.Single(w.Carrier.Rooms.All);
        Assert.Equivalent(new Counter.Counts { Joined = 500, Most = 500, Now = 500 }, Counter.Read(w, Hall));

        calls.ForEach(c => c.HangUp());
        await w.Until(() => w.Summary(Hall).State == GrainState.Ended, "all are gone");
        Assert.Equivalent(new Counter.Counts { Joined = 500, Left = 500, Most = 500, Now = 0 }, Counter.Read(w, Hall));
        Assert.Single(w.Carrier.Effects, e => e.StartsWith("conference", StringComparison.Ordinal));
        Assert.Equal(500, w.Carrier.Effects.Count(e => e.StartsWith("join", StringComparison.Ordinal)));
    });

    [Theory, InlineData(AppendFault.CrashBefore), InlineData(AppendFault.CrashAfter), InlineData(AppendFault.AnswerLost)]
    public void A_crash_or_a_failure_at_any_append_changes_nothing_in_a_room(AppendFault fault)
    {
        var whole = Play((_, _) => AppendFault.None);
        for (var k = 1; k <= whole.Appends; k++)
        {
            var played = Play((n, _) => n == k ? fault : AppendFault.None);
            Assert.True(whole.Effects.SequenceEqual(played.Effects), $"{fault} at append {k}: {string.Join(", ", played.Effects)} instead of {string.Join(", ", whole.Effects)}");
            Assert.True(whole.Lines.SequenceEqual(played.Lines), $"{fault} at append {k}: {string.Join(", ", played.Lines)} instead of {string.Join(", ", whole.Lines)}");
        }
    }

    private static (List<string> Effects, List<string> Lines, int Appends) Play(Func<int, JournalAppend, AppendFault> fault)
    {
        (List<string>, List<string>, int) played = default;
        World.Run(async w =>
        {
            w.Restarts = true;
            w.Script = call => StayAsync(call, "club");
            await w.StartAsync(typeof(Club));
            w.Process.Journal.Fault = fault;
            var calls = Enumerable.Range(1, 3).Select(i => w.Carrier.Dials(from: $"+1555000{i}")).ToList();
            await w.Until(() => Lines(w).Count(l => l.Contains("joined", StringComparison.Ordinal)) == 3, "the flow knows that all are in");
            await w.Passes(TimeSpan.FromSeconds(20));
            calls.ForEach(c => c.HangUp());
            await w.Until(() => calls.TrueForAll(c => w.Summary(c.Address).State == GrainState.Ended) && w.Summary(Hall).State == GrainState.Ended, "all are gone");
            Replay.Of(w, Hall);
            played = ([.. w.Carrier.Effects.Order()], [.. Lines(w).Select(l => l.Split(',')[0]).Where(l => !l.StartsWith("speak", StringComparison.Ordinal)).Order()], w.Process.Journal.Count);
        });
        return played;
    }

    private static IList<string> Lines(World w) => Club.Read(w, "hall");

    private static async Task StayAsync(CallContext call, string flow)
    {
        await call.AnswerAsync();
        Assert.True((await call.Conference("hall", flow).JoinAsync()).Joined);
    }
}
