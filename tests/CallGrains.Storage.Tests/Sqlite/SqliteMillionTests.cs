using System.Diagnostics;
using System.Globalization;
using CallGrains.TestSupport.Programs;

namespace CallGrains.Storage.Tests.Sqlite;

/// <summary>What the console asks stays fast over a million finished calls.</summary>
public sealed class SqliteMillionTests(ITestOutputHelper output) : IDisposable
{
    private const int Calls = 1_000_000, Wave = 5_000, Rounds = 40;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lists_searches_and_one_call_are_read_within_a_tenth_of_a_second()
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes minutes: ./callgrains test --full runs it.");
        await using var journal = SqliteJournal.Open(new SqliteJournalOptions { Path = _folder.Path });
        var watch = Stopwatch.StartNew();
        for (var first = 0; first < Calls; first += Wave)
        {
            await Task.WhenAll(Enumerable.Range(first, Wave).Select(i => journal.AppendAsync(CallOf(i))));
        }

        output.WriteLine($"{Calls} calls written in {watch.Elapsed.TotalSeconds:0} s");
        var middle = await CursorAsync(journal);
        await MeasureAsync("newest page", i => journal.ListAsync(Query with { Size = 50 }));
        await MeasureAsync("a page from the middle", i => journal.ListAsync(Query with { Size = 50, After = middle }));
        await MeasureAsync("ended", i => journal.ListAsync(Query with { State = GrainState.Ended, Size = 50 }));
        await MeasureAsync("live", i => journal.ListAsync(Query with { State = GrainState.Live, Size = 50 }));
        await MeasureAsync("by number", i => journal.ListAsync(Query with { Number = Number(i * 7919), Size = 50 }));
        await MeasureAsync("by flow", i => journal.ListAsync(Query with { Flow = $"flow-{i % 20}", Size = 50 }));
        await MeasureAsync("with a fault", i => journal.ListAsync(Query with { HasFault = true, Size = 50 }));
        await MeasureAsync("by time", i => journal.ListAsync(Query with { CreatedFrom = At(i * 20_000), CreatedBefore = At(i * 20_000 + 500), Size = 50 }));
        await MeasureAsync("by outcome and time", i => journal.ListAsync(Query with { Cause = "NO_ANSWER", CreatedFrom = At(i * 20_000), CreatedBefore = At(i * 20_000 + 5_000), Size = 50 }));
        await MeasureAsync("a rare outcome, a day", i => journal.ListAsync(Query with { Cause = "CANCELLED", CreatedFrom = At(i * 20_000), CreatedBefore = At(i * 20_000) + TimeSpan.FromDays(1), Size = 50 }));
        await MeasureAsync("one call's line", i => journal.ReadSummaryAsync(FlowAddress.Call(Id(i * 7919))));
        await MeasureAsync("one call's journal", i => journal.ReadAsync(FlowAddress.Call(Id(i * 7919))));
    }

    private static GrainQuery Query => new() { Kind = GrainKind.Call };

    private static async Task<string?> CursorAsync(SqliteJournal journal)
    {
        var page = await journal.ListAsync(Query with { CreatedBefore = At(Calls / 2), Size = 50 });
        Assert.Equal(50, page.Items.Count);
        return page.Next;
    }

    private async Task MeasureAsync(string what, Func<int, Task> read)
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
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: p50 {p50:0.0} ms, p95 {p95:0.0} ms"));
        Assert.True(p95 < Limit.TotalMilliseconds, $"{what} took {p95} ms");
    }

    private static string Id(int call) => string.Create(CultureInfo.InvariantCulture, $"c-{call % Calls:x8}");

    private static string Number(int call) => string.Create(CultureInfo.InvariantCulture, $"+1555{call % 50_000:0000000}");

    private static DateTimeOffset At(int call) => Start + TimeSpan.FromSeconds(call * 20.0);

    private static JournalAppend CallOf(int call)
    {
        var summary = new GrainSummary
        {
            Address = FlowAddress.Call(Id(call)),
            Sequence = 2,
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
        return new JournalAppend(0, [JournalFormat.Write(new BeginEntry(summary.Flow, 1, "in", summary.From, summary.To) { At = summary.CreatedAt }), JournalFormat.Write(new HangUpEntry { At = summary.CreatedAt })], summary);
    }
}
