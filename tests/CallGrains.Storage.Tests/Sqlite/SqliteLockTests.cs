namespace CallGrains.Storage.Tests;

public sealed class SqliteLockTests : IDisposable
{
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_lock_held_for_longer_than_the_limit_fails_the_append_and_not_the_next()
    {
        await using var journal = Open(TimeSpan.FromMilliseconds(20), maxWaiting: 10);
        using var competitor = SqliteDatabase.Open(_folder.Path, TimeSpan.Zero, create: false);
        competitor.Execute("BEGIN IMMEDIATE");
        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.AppendAsync(Samples.Append(1, 1)));
        Assert.Contains("BusyLimit", failure.Message, StringComparison.Ordinal);
        await journal.AssertHasAsync(1, 0);
        competitor.Execute("ROLLBACK");
        await journal.AppendAsync(Samples.Append(1, 1));
        await journal.AssertHasAsync(1, 1);
    }

    [Fact]
    public async Task A_lock_is_ridden_out_and_too_many_waiting_appends_are_refused()
    {
        await using var journal = Open(TimeSpan.FromMinutes(1), maxWaiting: 10);
        using var competitor = SqliteDatabase.Open(_folder.Path, TimeSpan.Zero, create: false);
        competitor.Execute("BEGIN IMMEDIATE");
        var waiting = new List<Task>();
        while (waiting.Count == 0 || !waiting[^1].IsFaulted)
        {
            waiting.Add(journal.AppendAsync(Samples.Append(waiting.Count, 1)));
            Assert.InRange(waiting.Count, 1, 100);
        }

        var refusal = await Assert.ThrowsAsync<JournalOverloadedException>(() => waiting[^1]);
        Assert.Equal(10, refusal.Limit);
        waiting.RemoveAt(waiting.Count - 1);
        Assert.All(waiting, append => Assert.False(append.IsCompleted));
        competitor.Execute("ROLLBACK");
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Many_may_open_a_new_file_at_once()
    {
        var journals = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(_folder.Open)));
        for (var i = 0; i < journals.Length; i++)
        {
            await journals[i].AppendAsync(Samples.Append(1, i + 1));
        }

        await journals[0].AssertHasAsync(1, journals.Length);
        await Task.WhenAll(journals.Select(journal => journal.DisposeAsync().AsTask()));
    }

    private SqliteJournal Open(TimeSpan busyLimit, int maxWaiting) =>
        SqliteJournal.Open(new SqliteJournalOptions { Path = _folder.Path, BusyLimit = busyLimit, MaxWaitingAppends = maxWaiting });
}
