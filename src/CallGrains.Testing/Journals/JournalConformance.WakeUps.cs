using static CallGrains.Testing.JournalSamples;

namespace CallGrains.Testing;

public abstract partial class JournalConformance
{
    private static IEnumerable<Func<IJournal, Task>> WakeUpChecks =>
    [
        Due_grains_come_longest_overdue_first,
        A_later_head_moves_or_removes_the_wake_up,
        A_limit_below_one_is_refused,
    ];

    private static async Task Due_grains_come_longest_overdue_first(IJournal journal)
    {
        int[] offsets = [30, 10, 20, 10, 40];
        for (var i = 0; i < offsets.Length; i++)
        {
            await journal.AppendAsync(Append(Summary(Call(i), 1) with { WakeAt = Start.AddSeconds(offsets[i]) }));
        }

        await journal.AppendAsync(Append(Call(99), 0, "never to be woken"));
        Require.SameOrder([], await journal.ListDueAsync(Start.AddSeconds(10).AddTicks(-1), 10), "Due just before the first");
        Require.SameOrder([Call(1), Call(3)], await journal.ListDueAsync(Start.AddSeconds(10), 10), "Due at the very instant");
        Require.SameOrder([Call(1), Call(3), Call(2), Call(0)], await journal.ListDueAsync(Start.AddSeconds(39), 10), "Due later");
        Require.SameOrder([Call(1), Call(3), Call(2)], await journal.ListDueAsync(DateTimeOffset.MaxValue, 3), "Due, at most three");
    }

    private static async Task A_later_head_moves_or_removes_the_wake_up(IJournal journal)
    {
        var summary = Summary(Call(1), 1) with { WakeAt = Start };
        await journal.AppendAsync(Append(summary));
        await journal.AppendAsync(Append(summary with { Sequence = 2, WakeAt = Start.AddHours(1) }));
        Require.SameOrder([], await journal.ListDueAsync(Start, 10), "Due after the wake-up was put off");
        Require.SameOrder([Call(1)], await journal.ListDueAsync(Start.AddHours(1), 10), "Due at the later instant");
        await journal.AppendAsync(Append(summary with { Sequence = 3, WakeAt = null }));
        Require.SameOrder([], await journal.ListDueAsync(DateTimeOffset.MaxValue, 10), "Due after the wake-up was removed");
    }

    private static async Task A_limit_below_one_is_refused(IJournal journal) =>
        await Require.ThrowsAsync<ArgumentOutOfRangeException>(() => journal.ListDueAsync(Start, 0), "A limit of 0");
}
