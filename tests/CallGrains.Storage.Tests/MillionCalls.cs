using System.Diagnostics;
using System.Globalization;

namespace CallGrains.Storage.Tests;

/// <summary>A million finished calls, and what the console asks of them.</summary>
internal static class MillionCalls
{
    public const int Count = 1_000_000;

    /// <summary>A call whose number divides by this has a long ladder; these are the ones that are read.</summary>
    public const int LongEvery = 1_000;

    private const int Rounds = 40, LongLadder = 60;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Asks each thing many times; fails where one in twenty takes longer than a tenth of a second.</summary>
    public static async Task MeasureAsync(IJournal journal, Action<string> write)
    {
        var slow = new List<string>();
        var middle = await CursorAsync(journal);
        await MeasureAsync("newest page", i => journal.ListAsync(Query with { Size = 50 }));
        await MeasureAsync("a page from the middle", i => journal.ListAsync(Query with { Size = 50, After = middle }));
        await MeasureAsync("ended", i => journal.ListAsync(Query with { State = GrainState.Ended, Size = 50 }));
        await MeasureAsync("live", i => journal.ListAsync(Query with { State = GrainState.Live, Size = 50 }));
        await MeasureAsync("by number", i => journal.ListAsync(Query with { Number = Number(i * LongEvery * 17), Size = 50 }));
        await MeasureAsync("by a number of all", i => journal.ListAsync(Query with { Number = "+15550100", Size = 50 }));
        await MeasureAsync("by a number of nobody", i => journal.ListAsync(Query with { Number = "+15550199", Size = 50 }));
        await MeasureAsync("by flow", i => journal.ListAsync(Query with { Flow = $"flow-{i % 20}", Size = 50 }));
        await MeasureAsync("by flow, live", i => journal.ListAsync(Query with { Flow = $"flow-{i % 20}", State = GrainState.Live, Size = 50 }));
        await MeasureAsync("by flow, ended", i => journal.ListAsync(Query with { Flow = $"flow-{i % 20}", State = GrainState.Ended, Size = 50 }));
        await MeasureAsync("conferences", i => journal.ListAsync(new GrainQuery { Kind = GrainKind.Conference, Size = 50 }));
        await MeasureAsync("with a fault", i => journal.ListAsync(Query with { HasFault = true, Size = 50 }));
        await MeasureAsync("by time", i => journal.ListAsync(Query with { CreatedFrom = At(i * 20_000), CreatedBefore = At(i * 20_000 + 500), Size = 50 }));
        await MeasureAsync("since the first", i => journal.ListAsync(Query with { CreatedFrom = At(0), Size = 50 }));
        await MeasureAsync("ended, before the middle", i => journal.ListAsync(Query with { State = GrainState.Ended, CreatedBefore = At(Count / 2), Size = 50 }));
        await MeasureAsync("by outcome", i => journal.ListAsync(Query with { Cause = "NO_ANSWER", Size = 50 }));
        await MeasureAsync("by outcome and time", i => journal.ListAsync(Query with { Cause = "NO_ANSWER", CreatedFrom = At(i * 20_000), CreatedBefore = At(i * 20_000 + 5_000), Size = 50 }));
        await MeasureAsync("a rare outcome, a day", i => journal.ListAsync(Query with { Cause = "CANCELLED", CreatedFrom = At(i * 20_000), CreatedBefore = At(i * 20_000) + TimeSpan.FromDays(1), Size = 50 }));
        await MeasureAsync("one call's line", i => journal.ReadSummaryAsync(FlowAddress.Call(Id(i * LongEvery * 17))));
        await MeasureAsync("one call's journal", i => journal.ReadAsync(FlowAddress.Call(Id(i * LongEvery * 17))));
        Assert.Empty(slow);

        async Task MeasureAsync(string what, Func<int, Task> read)
        {
            var times = new List<double>();
            for (var i = 0; i < Rounds; i++)
            {
                var watch = Stopwatch.StartNew();
                await read(i);
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            times.Sort();
            var (p50, p95) = (times[Rounds / 2], times[Rounds * 95 / 100]);
            var told = string.Create(CultureInfo.InvariantCulture, $"{what}: p50 {p50:0.0} ms, p95 {p95:0.0} ms");
            write(told);
            slow.AddRange(p95 < Limit.TotalMilliseconds ? [] : [told]);
        }
    }

    private static GrainQuery Query => new() { Kind = GrainKind.Call };

    private static async Task<string?> CursorAsync(IJournal journal)
    {
        var page = await journal.ListAsync(Query with { CreatedBefore = At(Count / 2), Size = 50 });
        Assert.Equal(50, page.Items.Count);
        return page.Next;
    }

    private static string Id(int call) => string.Create(CultureInfo.InvariantCulture, $"c-{call % Count:x8}");

    private static string Number(int call) => string.Create(CultureInfo.InvariantCulture, $"+1555{call % 50_000:0000000}");

    private static DateTimeOffset At(int call) => Start + TimeSpan.FromSeconds(call * 20.0);

    /// <summary>The append of a call, from its first entry to its last.</summary>
    public static JournalAppend CallOf(int call)
    {
        var summary = new GrainSummary
        {
            Address = FlowAddress.Call(Id(call)),
            Sequence = call % LongEvery == 0 ? LongLadder : 2,
            State = call % 10_000 == 1 ? GrainState.Live : GrainState.Ended,
            Flow = $"flow-{call % 20}",
            FlowVersion = 1,
            Direction = "in",
            From = Number(call),
            To = "+15550100",
            CreatedAt = At(call),
            EndedAt = At(call).AddMinutes(1),
            Cause = call % 50_000 == 7 ? "CANCELLED" : call % 5 == 0 ? "NO_ANSWER" : "NORMAL_CLEARING",
            Fault = call % 5_000 == 3 ? "The door is stuck." : null,
        };
        var begin = JournalFormat.Write(new BeginEntry(summary.Flow, 1, "in", summary.From, summary.To) { At = summary.CreatedAt });
        var rest = Enumerable.Repeat(JournalFormat.Write(new HangUpEntry { At = summary.CreatedAt }), (int)summary.Sequence - 1);
        return new JournalAppend(0, [begin, .. rest], summary);
    }
}
