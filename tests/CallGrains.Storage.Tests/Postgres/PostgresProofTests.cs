namespace CallGrains.Storage.Tests;

/// <summary>Readiness of a journal in PostgreSQL is a commit there.</summary>
public sealed class PostgresProofTests(PostgresServer server)
{
    private const string ReadOnly = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$";
    private const string EndOthers = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    [Fact]
    public async Task A_server_that_takes_no_commits_does_not_work_although_it_can_be_read()
    {
        var database = await server.CreateDatabaseAsync();
        await using var journal = database.Open(TimeSpan.FromSeconds(1));
        Assert.Null(await journal.CheckAsync(TestContext.Current.CancellationToken));

        using (var connection = database.Connect())
        {
            connection.Execute(ReadOnly);
            connection.Execute(EndOthers);
        }

        await journal.ListAsync(new GrainQuery(), TestContext.Current.CancellationToken);
        var refusal = await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.CheckAsync(TestContext.Current.CancellationToken));
        Assert.Contains("takes no writes", refusal.Message, StringComparison.Ordinal);
    }
}
