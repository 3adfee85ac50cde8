using static CallGrains.Testing.JournalSamples;

namespace CallGrains.Testing;

public abstract partial class JournalConformance
{
    /// <summary>By how many minutes a sample's time may differ from its place.</summary>
    private const int Jitter = 20;

    private static IEnumerable<Func<IJournal, Task>> ListChecks =>
    [
        Pages_hold_the_newest_first,
        Filters_let_through_what_they_name,
        Time_fault_and_cause_are_filters_too,
        A_time_leaves_nobody_out_whose_clock_was_behind,
        A_summary_alone_is_what_the_whole_read_gives,
        A_list_follows_the_appends,
        Paging_is_steady_while_grains_are_added,
        A_wrong_page_token_or_size_is_refused,
        A_cancelled_read_ends,
    ];

    private static async Task Pages_hold_the_newest_first(IJournal journal)
    {
        Require.Equal(0, (await journal.ListAsync(new GrainQuery())).Items.Count, "Items of an empty journal");
        for (var i = 0; i < 20; i++)
        {
            await journal.AppendAsync(Append(Later(i, 1)));
        }

        // An old one is written again.
        await journal.AppendAsync(Append(Later(3, 2)));
        var first = await journal.ListAsync(new GrainQuery { Size = 10 });
        var second = await journal.ListAsync(new GrainQuery { Size = 10, After = first.Next });
        Require.SameOrder(Enumerable.Range(0, 20).Reverse().Select(Call), first.Items.Concat(second.Items).Select(summary => summary.Address), "Two pages");
        Require.That(second.Next is null, "The last page names a next one.");
    }

    private static async Task Filters_let_through_what_they_name(IJournal journal)
    {
        var random = new Random(7);
        var heads = Enumerable.Range(0, 150).Select(i => RandomSummary(random, i) with { CreatedAt = Start.AddSeconds(i) }).ToList();
        foreach (var summary in heads)
        {
            await journal.AppendAsync(Append(summary));
        }

        foreach (var query in Queries())
        {
            var expected = heads.Where(summary => Passes(query, summary)).Reverse().Select(summary => summary.Address).ToList();
            var found = await ListAllAsync(journal, query);
            Require.SameOrder(expected, found.Select(summary => summary.Address), query.ToString());
        }
    }

    private static async Task Time_fault_and_cause_are_filters_too(IJournal journal)
    {
        var random = new Random(13);
        var heads = Enumerable.Range(0, 120).Select(i => RandomSummary(random, i) with
        {
            CreatedAt = Start.AddMinutes(i * 10 + random.Next(-Jitter, Jitter)),
            Fault = random.Next(4) == 0 ? "it broke" : null,
            Cause = random.Next(3) == 0 ? null : $"CAUSE_{random.Next(2)}",
        }).ToList();
        foreach (var summary in heads)
        {
            await journal.AppendAsync(Append(summary));
        }

        foreach (var query in TimeQueries())
        {
            // Clocks differ here: a journal in several places may put their lists together by these times.
            var expected = heads.Where(summary => Passes(query, summary)).Select(summary => summary.Address.ToString()).Order(StringComparer.Ordinal);
            var found = await ListAllAsync(journal, query);
            Require.SameOrder(expected, found.Select(summary => summary.Address.ToString()).Order(StringComparer.Ordinal), query.ToString());
            Require.That(found.Zip(found.Skip(1)).All(two => two.First.CreatedAt > two.Second.CreatedAt.AddMinutes(-2 * Jitter)), $"{query}: a younger one comes after an older one.");
        }

        var mended = heads.First(h => h.Fault is not null);
        await journal.AppendAsync(Append(mended with { Sequence = 2, Fault = null }));
        Require.That((await ListAllAsync(journal, new GrainQuery { HasFault = true })).All(h => h.Address != mended.Address), "A fault that is mended is still listed.");
    }

    private static async Task A_time_leaves_nobody_out_whose_clock_was_behind(IJournal journal)
    {
        for (var i = 0; i < 8; i++)
        {
            await journal.AppendAsync(Append(Summary(Call(i), 1) with { CreatedAt = Start.AddMinutes(-i) }));
        }

        Require.Equal(8, (await journal.ListAsync(new GrainQuery { CreatedFrom = Start.AddMinutes(-7) })).Items.Count, "Grains since a time");
        Require.Equal(1, (await journal.ListAsync(new GrainQuery { CreatedFrom = Start })).Items.Count, "Grains since the latest time");
        Require.Equal(7, (await journal.ListAsync(new GrainQuery { CreatedBefore = Start })).Items.Count, "Grains before the latest time");
    }

    private static async Task A_summary_alone_is_what_the_whole_read_gives(IJournal journal)
    {
        Require.That(await journal.ReadSummaryAsync(Call(1)) is null, "A grain that was never written has a summary.");
        Require.That(await journal.ReadFirstAsync(Call(1)) is null, "A grain that was never written has a first entry.");
        var random = new Random(11);
        foreach (var summary in Enumerable.Range(0, 50).Select(i => RandomSummary(random, i)))
        {
            await journal.AppendAsync(Append(summary));
            Require.SameOrder([summary], [await journal.ReadSummaryAsync(summary.Address)], "The head");
            Require.Equal("""{"entry":1}""", Text((await journal.ReadFirstAsync(summary.Address))!.Value), "The first entry");
            Require.SameOrder([(await journal.ReadKnownAsync(summary.Address)).Summary], [await journal.ReadSummaryAsync(summary.Address)], "The summary of the whole read");
        }
    }

    private static async Task A_list_follows_the_appends(IJournal journal)
    {
        var live = new GrainQuery { State = GrainState.Live, PendingEffectsOnly = true };
        var summary = Summary(Call(1), 1) with { PendingEffects = 1 };
        await journal.AppendAsync(Append(summary));
        Require.SameOrder([summary], (await journal.ListAsync(live)).Items, "Live grains with pending effects");
        var ended = summary with { Sequence = 2, PendingEffects = 0, State = GrainState.Ended, To = "+15550123" };
        await journal.AppendAsync(Append(ended));
        Require.Equal(0, (await journal.ListAsync(live)).Items.Count, "Live grains after the end");
        Require.SameOrder([ended], (await journal.ListAsync(new GrainQuery { Number = "+15550123" })).Items, "Grains of the new number");
        Require.Equal(0, (await journal.ListAsync(new GrainQuery { Number = summary.To })).Items.Count, "Grains of the number before");
    }

    private static async Task Paging_is_steady_while_grains_are_added(IJournal journal)
    {
        const int Known = 100;
        for (var i = 0; i < Known; i++)
        {
            await journal.AppendAsync(Append(Later(i, 1)));
        }

        var seen = new List<FlowAddress>();
        string? after = null;
        do
        {
            var additions = Enumerable.Range(Known * 10 + seen.Count * 10, 10).Select(i => journal.AppendAsync(Append(Later(i, 1))));
            var page = journal.ListAsync(new GrainQuery { Size = 7, After = after });
            await Task.WhenAll(additions.Append(page));
            seen.AddRange((await page).Items.Select(summary => summary.Address));
            after = (await page).Next;
        }
        while (after is not null);

        Require.Equal(seen.Count, seen.Distinct().Count(), "Grains listed, without doubles");
        Require.SameOrder(Enumerable.Range(0, Known).Reverse().Select(Call), seen.Where(it => string.CompareOrdinal(it.Id, Call(Known).Id) < 0), "The known grains");
    }

    private static async Task A_wrong_page_token_or_size_is_refused(IJournal journal)
    {
        foreach (var token in new[] { "", "7", "'; DROP", "AAAAAAAAAAAAAAA", "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9" })
        {
            await Require.ThrowsAsync<ArgumentException>(() => journal.ListAsync(new GrainQuery { After = token }), $"The token '{token}'");
        }

        foreach (var size in new[] { 0, -1, 1001 })
        {
            await Require.ThrowsAsync<ArgumentOutOfRangeException>(() => journal.ListAsync(new GrainQuery { Size = size }), $"The size {size}");
        }
    }

    private static async Task A_cancelled_read_ends(IJournal journal)
    {
        var cancelled = new CancellationToken(canceled: true);
        await Require.ThrowsAsync<OperationCanceledException>(() => journal.ReadAsync(Call(1), cancelled), "A cancelled read");
        await Require.ThrowsAsync<OperationCanceledException>(() => journal.ReadSummaryAsync(Call(1), cancelled), "A cancelled read of a head");
        await Require.ThrowsAsync<OperationCanceledException>(() => journal.ListAsync(new GrainQuery(), cancelled), "A cancelled list");
        await Require.ThrowsAsync<OperationCanceledException>(() => journal.ListDueAsync(Start, 1, cancelled), "A cancelled list of due grains");
    }

    // Its number says when it came, so that the order of first appends is that of times.
    private static GrainSummary Later(int number, long sequence) => Summary(Call(number), sequence) with { CreatedAt = Start.AddSeconds(number) };

    private static GrainSummary RandomSummary(Random random, int number)
    {
        var kind = (GrainKind)random.Next(3);
        return Summary(new FlowAddress(kind, $"id-{number:d4}"), 1) with
        {
            State = (GrainState)random.Next(3),
            Flow = $"flow-{random.Next(2)}",
            From = random.Next(4) == 0 ? null : $"+1555000{random.Next(3)}",
            To = random.Next(4) == 0 ? null : $"+1555000{random.Next(3)}",
            PendingEffects = random.Next(2),
        };
    }

    private static IEnumerable<GrainQuery> Queries() =>
        from kind in Enum.GetValues<GrainKind>().Select(it => (GrainKind?)it).Append(null)
        from state in Enum.GetValues<GrainState>().Select(it => (GrainState?)it).Append(null)
        from bits in Enumerable.Range(0, 8)
        select new GrainQuery
        {
            Kind = kind,
            State = state,
            Flow = (bits & 1) == 0 ? null : "flow-1",
            Number = (bits & 2) == 0 ? null : "+15550001",
            PendingEffectsOnly = (bits & 4) != 0,
            Size = 4,
        };

    private static readonly IReadOnlyList<(int? From, int? Before)> Times = [(null, null), (0, null), (400, 800), (600, 601), (null, 300), (5000, null), (null, -5000)];

    private static IEnumerable<GrainQuery> TimeQueries() =>
        from kind in new GrainKind?[] { GrainKind.Call, null }
        from state in new[] { GrainState.Live, GrainState.Ended, (GrainState?)null }
        from fault in new bool?[] { true, false, null }
        from number in new[] { "+15550001", null }
        from times in Times
        select new GrainQuery
        {
            Kind = kind,
            State = state,
            HasFault = fault,
            Number = number,
            Cause = fault is null ? "CAUSE_1" : null,
            CreatedFrom = times.From is { } since ? Start.AddMinutes(since) : null,
            CreatedBefore = times.Before is { } until ? Start.AddMinutes(until) : null,
            Size = 50,
        };

    private static bool Passes(GrainQuery query, GrainSummary summary) =>
        (query.Kind ?? summary.Address.Kind) == summary.Address.Kind
        && (query.State ?? summary.State) == summary.State
        && (query.Flow ?? summary.Flow) == summary.Flow
        && (query.Number is null || query.Number == summary.From || query.Number == summary.To)
        && (!query.PendingEffectsOnly || summary.PendingEffects > 0)
        && (query.HasFault ?? summary.Fault is not null) == summary.Fault is not null
        && (query.Cause ?? summary.Cause) == summary.Cause
        && summary.CreatedAt >= (query.CreatedFrom ?? DateTimeOffset.MinValue)
        && summary.CreatedAt < (query.CreatedBefore ?? DateTimeOffset.MaxValue);

    private static async Task<List<GrainSummary>> ListAllAsync(IJournal journal, GrainQuery query)
    {
        var all = new List<GrainSummary>();
        var after = query.After;
        do
        {
            var page = await journal.ListAsync(query with { After = after });
            Require.That(page.Items.Count <= query.Size && (page.Next is null || page.Items.Count == query.Size), $"A page of {page.Items.Count} items was asked to have {query.Size}.");
            all.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return all;
    }
}
