using System.Text;

namespace CallGrains.Storage.Tests.Sqlite;

/// <summary>What a purge leaves in the file.</summary>
public sealed class SqlitePurgeTests : IDisposable
{
    private const string Secret = "the words of a caller";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly SqliteFolder _folder = new();

    [Fact]
    public async Task The_room_is_used_again()
    {
        await using var journal = _folder.Open();
        await EndedAsync(journal, 0, 400);
        await journal.PurgeAsync(PurgeRequest.Before(Now));
        var before = Pages();
        await EndedAsync(journal, 400, 400);

        Assert.InRange(Pages(), 1, before + (before / 10));
        Assert.InRange(Pages("freelist_count"), 0, before / 10);
    }

    [Fact]
    public async Task Nothing_of_it_is_left_in_any_file()
    {
        await using var journal = _folder.Open();
        await EndedAsync(journal, 0, 3);
        Assert.Contains(Secret, Files(), StringComparison.Ordinal);

        Assert.True(await journal.RemoveAsync(Samples.Call(0), 1, TestContext.Current.CancellationToken));
        Assert.Equal(2, (await journal.PurgeAsync(PurgeRequest.Before(Now))).Total);

        Assert.DoesNotContain(Secret, Files(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_removed_is_not_missed_at_the_next_start()
    {
        await using (var journal = _folder.Open())
        {
            await EndedAsync(journal, 0, 10);
            await journal.PurgeAsync(PurgeRequest.Before(Now));
        }

        await using var again = _folder.Open();
        Assert.Null(await again.CheckAsync(TestContext.Current.CancellationToken));
        await EndedAsync(again, 20, 5);
        Assert.Equal(5, (await again.ListAsync(new GrainQuery(), TestContext.Current.CancellationToken)).Items.Count);
    }

    [Fact]
    public async Task Appends_and_reads_go_on_meanwhile()
    {
        await using var journal = _folder.Open();
        await EndedAsync(journal, 0, 500);
        var purge = journal.PurgeAsync(PurgeRequest.Before(Now));
        var number = 0L;
        do
        {
            await journal.AppendAsync(Samples.Append(1000, ++number));
            await journal.AssertHasAsync(1000, number);
        }
        while (!purge.IsCompleted);

        Assert.Equal(500, (await purge).Calls);
        await journal.AssertHasAsync(1000, number);
    }

    [Fact]
    public async Task A_thread_of_an_earlier_format_counts_as_used_when_it_was_brought_up_to_date()
    {
        var thread = FlowAddress.Thread("+15550105", "+15550001");
        using (var database = SqliteDatabase.Open(_folder.Path, TimeSpan.Zero, create: true))
        {
            SqliteSchema.Apply(database, _folder.Path, [.. SqliteSchema.Steps.Take(3)]);
            database.Execute($"INSERT INTO grains (address, kind, sequence, state, flow, flow_version, created_at, pending_effects) VALUES ('{thread}', 2, 1, 2, 'texts', 1, 0, 0); INSERT INTO entries (grain, sequence, body) VALUES (1, 1, 'x')");
        }

        await using var journal = _folder.Open();
        Assert.Equal(default, await journal.PurgeAsync(PurgeRequest.Before(Now.AddHours(-1))));
        Assert.Equal(1, (await journal.PurgeAsync(PurgeRequest.Before(Now.AddHours(1)))).Threads);
    }

    public void Dispose() => _folder.Dispose();

    private static Task EndedAsync(SqliteJournal journal, int first, int count) => Task.WhenAll(Enumerable.Range(first, count).Select(grain =>
    {
        var append = Samples.Append(grain, 1);
        return journal.AppendAsync(append with
        {
            Entries = [new StoredEntry(Encoding.UTF8.GetBytes(Secret), new byte[500])],
            Summary = append.Summary with { State = GrainState.Ended, CreatedAt = Now.AddDays(-1), EndedAt = Now.AddDays(-1), WakeAt = null },
        });
    }));

    private string Files() => string.Concat(PrivateFiles.FilesOf(_folder.Path).Where(File.Exists).Select(f =>
    {
        using var file = new FileStream(f, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.Latin1);
        return reader.ReadToEnd();
    }));

    private long Pages(string what = "page_count")
    {
        using var database = SqliteDatabase.Open(_folder.Path, TimeSpan.FromSeconds(5), create: false);
        return database.Number($"PRAGMA {what}");
    }
}
