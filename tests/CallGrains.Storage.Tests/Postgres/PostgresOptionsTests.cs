using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Storage.Tests;

public sealed class PostgresOptionsTests(PostgresServer server)
{
    [Fact]
    public void All_wrong_options_are_named_at_once()
    {
        var options = new PostgresJournalOptions
        {
            ConnectionString = "Database=calls",
            OutageLimit = TimeSpan.FromDays(1),
            MaxWaitingAppends = 0,
            MaxBatchAppends = 100_001,
        };
        var refusal = Assert.Throws<ArgumentException>(() => PostgresJournal.Open(options));
        Assert.All(
            ["names no host", "OutageLimit is 1.00:00:00", "MaxWaitingAppends is 0", "MaxBatchAppends is 100001"],
            fault => Assert.Contains(fault, refusal.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Host=db;Password=half;whole secret=1")]
    [InlineData("Host=db;Password=\"half secret")]
    [InlineData("Host=db;Port=secret")]
    [InlineData("secret")]
    public void A_connection_string_that_cannot_be_read_is_not_repeated(string text)
    {
        var refusal = Assert.Throws<ArgumentException>(() => PostgresJournal.Open(new PostgresJournalOptions { ConnectionString = text }));
        Assert.Contains("ConnectionString", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_at_once_and_not_repeated()
    {
        var database = await server.CreateDatabaseAsync();
        var options = new PostgresJournalOptions { ConnectionString = database.ConnectionStringOf("callgrains", "not-the-secret") };
        var refusal = Assert.Throws<JournalUnavailableException>(() => PostgresJournal.Open(options));
        Assert.Contains("refuses the user or the password", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_is_opened_and_closed_by_the_container()
    {
        var database = await server.CreateDatabaseAsync();
        var services = new ServiceCollection().AddPostgresJournal(new PostgresJournalOptions { ConnectionString = database.ConnectionString }).AddMemoryJournal();
        PostgresJournal journal;
        await using (var provider = services.BuildServiceProvider())
        {
            journal = Assert.IsType<PostgresJournal>(provider.GetRequiredService<IJournal>());
            await journal.AppendAsync(Samples.Append(1, 1));
        }

        await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.AppendAsync(Samples.Append(1, 2)));

        // The server takes a moment to let a closed connection go.
        while (database.Value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'CallGrains'") is not 0L)
        {
            await Task.Yield();
        }
    }
}
