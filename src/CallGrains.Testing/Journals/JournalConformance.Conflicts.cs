using static CallGrains.Testing.JournalSamples;

namespace CallGrains.Testing;

public abstract partial class JournalConformance
{
    private static IEnumerable<Func<IJournal, Task>> ConflictChecks =>
    [
        An_old_number_conflicts,
        A_number_ahead_conflicts,
        One_of_many_first_appends_wins,
        Competing_writers_win_each_number_once,
        A_conflict_spares_its_neighbours,
        Appends_in_flight_land_in_order,
        An_append_fails_with_the_one_it_builds_on,
    ];

    private static async Task An_old_number_conflicts(IJournal journal)
    {
        await journal.AppendAsync(Append(Call(1), 0, "one", "two"));
        for (var expected = 0; expected < 2; expected++)
        {
            await RequireConflictAsync(journal, Append(Call(1), expected, "stale"), actual: 2);
        }

        await journal.RequireBodiesAsync(Call(1), "one", "two");
    }

    private static async Task A_number_ahead_conflicts(IJournal journal)
    {
        await RequireConflictAsync(journal, Append(Call(1), 1, "early"), actual: 0);
        Require.That(await journal.ReadAsync(Call(1)) is null, "A conflict has created the grain.");
        await journal.AppendAsync(Append(Call(1), 0, "one"));
        await RequireConflictAsync(journal, Append(Call(1), 2, "early"), actual: 1);
        await journal.RequireBodiesAsync(Call(1), "one");
    }

    private static async Task One_of_many_first_appends_wins(IJournal journal)
    {
        var writers = Enumerable.Range(0, 50).Select(writer => AppendsAsync(journal, Append(Call(1), 0, $"by {writer}"))).ToList();
        var won = await Task.WhenAll(writers);
        Require.Equal(1, won.Count(it => it), "The number of first appends that won");
        await journal.RequireBodiesAsync(Call(1), $"by {Array.IndexOf(won, true)}");
    }

    private static Task Competing_writers_win_each_number_once(IJournal journal) => CompeteAsync([journal]);

    private static async Task A_conflict_spares_its_neighbours(IJournal journal)
    {
        const int Grains = 200;
        await Task.WhenAll(Enumerable.Range(0, Grains).Select(i => journal.AppendAsync(Append(Call(i), 0, "one"))));
        var second = Enumerable.Range(0, Grains).Select(i => AppendsAsync(journal, Append(Call(i), IsStale(i) ? 0 : 1, "two", "three"))).ToList();
        var won = await Task.WhenAll(second);
        for (var i = 0; i < Grains; i++)
        {
            Require.Equal(!IsStale(i), won[i], $"Whether the append of grain {i} was taken");
            await journal.RequireBodiesAsync(Call(i), IsStale(i) ? ["one"] : ["one", "two", "three"]);
        }

        static bool IsStale(int grain) => grain % 7 == 3;
    }

    private static async Task Appends_in_flight_land_in_order(IJournal journal)
    {
        var bodies = Enumerable.Range(0, 500).Select(i => $"entry {i}").ToList();
        var chain = new AppendChain();
        await Task.WhenAll(bodies.Select((body, i) => journal.AppendAsync(Append(Call(1), i, body) with { Chain = chain })));
        await journal.RequireBodiesAsync(Call(1), bodies);
    }

    // The competitor has written as many entries as the failed append would have: the numbers fit again, the history
    // does not.
    private static async Task An_append_fails_with_the_one_it_builds_on(IJournal journal)
    {
        await journal.AppendAsync(Append(Call(1), 0, "one"));
        await journal.AppendAsync(Append(Call(1), 1, "the competitor's"));
        var chain = new AppendChain();
        var first = AppendsAsync(journal, Append(Call(1), 1, "lost") with { Chain = chain });
        var second = AppendsAsync(journal, Append(Call(1), 2, "lost too") with { Chain = chain });
        Require.That(!await first, "An append at an old number was taken.");
        Require.That(!await second, "An append was taken although the one it builds on had failed.");
        Require.That(!await AppendsAsync(journal, Append(Call(1), 2, "late") with { Chain = chain }), "A broken chain was taken up again.");
        await journal.AppendAsync(Append(Call(1), 2, "three") with { Chain = new AppendChain() });
        await journal.RequireBodiesAsync(Call(1), "one", "the competitor's", "three");
    }

    /// <summary>
    /// Writers on all of the journals append to one grain, each reloading after a conflict; then each number has one
    /// winner.
    /// </summary>
    private protected static async Task CompeteAsync(IReadOnlyList<IJournal> journals)
    {
        const int Writers = 8;
        const int AppendsEach = 25;
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(journals[writer % journals.Count], writer)));
        var won = (await Task.WhenAll(writers)).SelectMany(it => it).OrderBy(it => it.Sequence).ToList();
        Require.SameOrder(Enumerable.Range(1, Writers * AppendsEach).Select(i => (long)i), won.Select(it => it.Sequence), "The numbers won");
        await journals[0].RequireBodiesAsync(Call(1), [.. won.Select(it => it.Body)]);

        static async Task<List<(long Sequence, string Body)>> WriteAsync(IJournal journal, int writer)
        {
            var won = new List<(long, string)>();
            while (won.Count < AppendsEach)
            {
                var last = (await journal.ReadAsync(Call(1)))?.Summary.Sequence ?? 0;
                var body = $"writer {writer}, append {won.Count}";
                if (await AppendsAsync(journal, Append(Call(1), last, body)))
                {
                    won.Add((last + 1, body));
                }
            }

            return won;
        }
    }

    private static async Task<bool> AppendsAsync(IJournal journal, JournalAppend append)
    {
        try
        {
            await journal.AppendAsync(append);
            return true;
        }
        catch (JournalConflictException)
        {
            return false;
        }
    }

    private static async Task RequireConflictAsync(IJournal journal, JournalAppend append, long actual)
    {
        var conflict = await Require.ThrowsAsync<JournalConflictException>(() => journal.AppendAsync(append), "An append at the wrong number");
        Require.Equal(append.Address, conflict.Address, "The conflict's grain");
        Require.Equal(append.ExpectedSequence, conflict.Expected, "The conflict's expected number");
        Require.That(conflict.Actual == actual || conflict.Actual == -1, $"The conflict says the grain stands at {conflict.Actual}; it stands at {actual}.");
    }
}
