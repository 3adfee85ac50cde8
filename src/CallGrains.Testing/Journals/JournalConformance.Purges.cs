using static CallGrains.Testing.JournalSamples;

namespace CallGrains.Testing;

public abstract partial class JournalConformance
{
    private static IEnumerable<Func<IJournal, Task>> PurgeChecks =>
    [
        A_purge_removes_what_ended_before_and_nothing_else,
        Each_kind_is_purged_by_its_own_instant,
        A_grain_that_lives_is_never_purged,
        A_thread_that_was_stopped_is_never_purged,
        A_dry_run_counts_and_removes_nothing,
        A_purged_address_is_as_if_never_written,
        One_grain_is_removed_where_it_stands,
    ];

    private static async Task A_purge_removes_what_ended_before_and_nothing_else(IJournal journal)
    {
        for (var i = 0; i < 120; i++)
        {
            await EndedAsync(journal, Call(i), Start.AddDays(i));
        }

        Require.Equal(new PurgeReport(100, 0, 0, 0), await journal.PurgeAsync(PurgeRequest.Before(Start.AddDays(100))), "What was removed");
        Require.Equal(default, await journal.PurgeAsync(PurgeRequest.Before(Start.AddDays(100))), "What was removed by a second purge");
        var left = await journal.ListAsync(new GrainQuery { Size = 1000 });
        Require.SameOrder(Enumerable.Range(100, 20).Select(Call), left.Items.Select(s => s.Address).OrderBy(a => a.Id, StringComparer.Ordinal), "What is left");
        await journal.RequireBodiesAsync(Call(100), "{}", "{}");
        Require.Equal(null, await journal.ReadAsync(Call(99)), "A purged call");
    }

    private static async Task Each_kind_is_purged_by_its_own_instant(IJournal journal)
    {
        var (conference, unclaimed, thread) = (FlowAddress.Conference("daily"), Call(2), FlowAddress.Thread("+15550100", "+15550001"));
        await EndedAsync(journal, Call(1), Start);
        await EndedAsync(journal, conference, Start);
        await EndedAsync(journal, unclaimed, Start, flow: "");
        await EndedAsync(journal, thread, null);
        Require.Equal(new PurgeReport(0, 1, 0, 0), await journal.PurgeAsync(new PurgeRequest { Conferences = Start.AddTicks(1), AtOnce = true }), "Conferences");
        Require.Equal(new PurgeReport(0, 0, 0, 1), await journal.PurgeAsync(new PurgeRequest { Unclaimed = Start.AddTicks(1), AtOnce = true }), "What no flow answered");
        Require.Equal(default, await journal.PurgeAsync(new PurgeRequest { Threads = Start.AddYears(-100), AtOnce = true }), "Threads, before they were used");
        Require.Equal(new PurgeReport(0, 0, 1, 0), await journal.PurgeAsync(new PurgeRequest { Threads = DateTimeOffset.MaxValue, AtOnce = true }), "Threads");
        Require.Equal(new PurgeReport(1, 0, 0, 0), await journal.PurgeAsync(new PurgeRequest { Calls = Start.AddTicks(1), AtOnce = true }), "Calls");
        Require.SameOrder([], (await journal.ListAsync(new GrainQuery())).Items.Select(s => s.Address), "What is left");
    }

    private static async Task A_grain_that_lives_is_never_purged(IJournal journal)
    {
        await journal.AppendAsync(Append(Summary(Call(1), 1)));
        await journal.AppendAsync(Append(Summary(Call(2), 1) with { State = GrainState.Ending, EndedAt = Start }));
        await journal.AppendAsync(Append(Summary(Call(3), 1) with { Flow = "" }));
        Require.Equal(default, await journal.PurgeAsync(PurgeRequest.Before(DateTimeOffset.MaxValue)), "What was removed");
        Require.Equal(3, (await journal.ListAsync(new GrainQuery())).Items.Count, "What is left");
        Require.Equal(false, await journal.RemoveAsync(Call(1), 1), "Whether a live grain was removed");
    }

    private static async Task A_thread_that_was_stopped_is_never_purged(IJournal journal)
    {
        var thread = FlowAddress.Thread("+15550100", "+15550001");
        await journal.AppendAsync(Append(Summary(thread, 1) with { State = GrainState.Ended, Cause = "STOPPED" }));
        Require.Equal(default, await journal.PurgeAsync(PurgeRequest.Before(DateTimeOffset.MaxValue)), "What was removed");
        Require.Equal("STOPPED", (await journal.ReadSummaryAsync(thread))?.Cause, "The thread's cause");
    }

    private static async Task A_dry_run_counts_and_removes_nothing(IJournal journal)
    {
        await EndedAsync(journal, Call(1), Start);
        await EndedAsync(journal, Call(2), Start, flow: "");
        await EndedAsync(journal, Call(3), Start.AddDays(1));
        var request = PurgeRequest.Before(Start.AddHours(1));
        Require.Equal(new PurgeReport(1, 0, 0, 1), await journal.PurgeAsync(request with { DryRun = true }), "What would be removed");
        Require.Equal(3, (await journal.ListAsync(new GrainQuery())).Items.Count, "What is there");
        Require.Equal(new PurgeReport(1, 0, 0, 1), await journal.PurgeAsync(request), "What was removed");
    }

    private static async Task A_purged_address_is_as_if_never_written(IJournal journal)
    {
        await EndedAsync(journal, Call(1), Start);
        await journal.PurgeAsync(PurgeRequest.Before(Start.AddHours(1)));
        await Require.ThrowsAsync<JournalConflictException>(() => journal.AppendAsync(Append(Call(1), 2, "late")), "An append to what was there");
        await journal.AppendAsync(Append(Call(1), 0, "anew"));
        await journal.RequireBodiesAsync(Call(1), "anew");
    }

    private static async Task One_grain_is_removed_where_it_stands(IJournal journal)
    {
        await EndedAsync(journal, Call(1), Start);
        await EndedAsync(journal, Call(2), Start);
        Require.Equal(false, await journal.RemoveAsync(Call(1), 1), "Whether it was removed at another entry");
        Require.Equal(false, await journal.RemoveAsync(Call(3), 1), "Whether an unknown one was removed");
        Require.Equal(true, await journal.RemoveAsync(Call(1), 2), "Whether it was removed");
        Require.SameOrder([Call(2)], (await journal.ListAsync(new GrainQuery())).Items.Select(s => s.Address), "What is left");
        Require.Equal(null, await journal.ReadAsync(Call(1)), "The removed one");
    }

    private static Task EndedAsync(IJournal journal, FlowAddress address, DateTimeOffset? endedAt, string flow = "front-desk")
    {
        var summary = Summary(address, 2) with { State = GrainState.Ended, Flow = flow, EndedAt = endedAt, CreatedAt = Start };
        return journal.AppendAsync(new JournalAppend(0, [Entry("{}"), Entry("{}")], summary));
    }
}
