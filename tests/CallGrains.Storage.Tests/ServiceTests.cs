using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Storage.Tests;

public sealed class ServiceTests
{
    [Fact]
    public async Task The_sqlite_journal_is_opened_and_closed_by_the_container()
    {
        using var folder = new SqliteFolder();
        var services = new ServiceCollection().AddSqliteJournal(new SqliteJournalOptions { Path = folder.Path }).AddMemoryJournal();
        SqliteJournal journal;
        await using (var provider = services.BuildServiceProvider())
        {
            journal = Assert.IsType<SqliteJournal>(provider.GetRequiredService<IJournal>());
            await journal.AppendAsync(Samples.Append(1, 1));
        }

        await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.AppendAsync(Samples.Append(1, 2)));
    }

    [Fact]
    public async Task The_memory_journal_is_one_for_all()
    {
        await using var provider = new ServiceCollection().AddMemoryJournal().BuildServiceProvider();
        var journal = Assert.IsType<MemoryJournal>(provider.GetRequiredService<IJournal>());
        Assert.Same(journal, provider.GetRequiredService<IJournal>());
    }
}
