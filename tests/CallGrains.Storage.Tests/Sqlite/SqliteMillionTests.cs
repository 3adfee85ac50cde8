using System.Diagnostics;
using CallGrains.TestSupport.Programs;

namespace CallGrains.Storage.Tests.Sqlite;

/// <summary>What the console asks stays fast over a million finished calls.</summary>
public sealed class SqliteMillionTests(ITestOutputHelper output) : IDisposable
{
    private const int Wave = 5_000;

    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lists_searches_and_one_call_are_read_within_a_tenth_of_a_second()
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes minutes: ./callgrains test --full runs it.");
        await using var journal = SqliteJournal.Open(new SqliteJournalOptions { Path = _folder.Path });
        var watch = Stopwatch.StartNew();
        for (var first = 0; first < MillionCalls.Count; first += Wave)
        {
            await Task.WhenAll(Enumerable.Range(first, Wave).Select(i => journal.AppendAsync(MillionCalls.CallOf(i))));
        }

        output.WriteLine($"{MillionCalls.Count} calls written in {watch.Elapsed.TotalSeconds:0} s");
        await MillionCalls.MeasureAsync(journal, output.WriteLine);
    }
}
