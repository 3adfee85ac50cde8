using Npgsql;

namespace CallGrains.Storage.Tests;

public sealed class PostgresSchemaTests(PostgresServer server)
{
    [Fact]
    public async Task Many_may_open_a_new_database_at_once()
    {
        var database = await server.CreateDatabaseAsync();
        var journals = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(database.Open)));
        for (var i = 0; i < journals.Length; i++)
        {
            await journals[i].AppendAsync(Samples.Append(1, i + 1));
        }

        await journals[0].AssertHasAsync(1, journals.Length);
        await Task.WhenAll(journals.Select(journal => journal.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task An_older_schema_is_brought_up_to_date_once()
    {
        var database = await server.CreateDatabaseAsync();
        IReadOnlyList<string> steps = [.. PostgresSchema.Steps, "CREATE TABLE callgrains.later (x int); INSERT INTO callgrains.later VALUES (1)", "INSERT INTO callgrains.later VALUES (2)"];
        await using (var journal = database.Open())
        {
            await journal.AppendAsync(Samples.Append(1, 1));
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Apply(database, steps))));
        Assert.Equal(steps.Count, database.Value("SELECT max(version) FROM callgrains.schema_version"));
        Assert.Equal(3L, database.Value("SELECT sum(x) FROM callgrains.later"));
        Assert.Equal(1L, database.Value("SELECT count(*) FROM callgrains.entries"));
    }

    [Fact]
    public async Task What_the_second_format_held_is_gone_on_with()
    {
        var database = await server.CreateDatabaseAsync();
        Apply(database, [.. PostgresSchema.Steps.Take(2)]);
        database.Execute("""
            SELECT callgrains.open_shelf(20260302);
            INSERT INTO callgrains.grains (address, kind, shelf, flow, flow_version, created_at) VALUES
                ('call/c-1', 0, 20260302, 'front-desk', 1, 0), ('thread/+15550105~+15550001', 2, 20260302, 'texts', 1, 0);
            INSERT INTO callgrains.heads (grain, sequence, about, wake_at, wake_hint, shelf, pending_effects, state, maybe_pending)
            SELECT id, 1, 5, 10000000, 10000000, shelf, 0, kind, false FROM callgrains.grains;
            INSERT INTO callgrains.entries (grain, sequence, batch, shelf, body, raw) SELECT id, 1, 7, shelf, 'grain 1, entry 1', '' FROM callgrains.grains
            """);
        await using var journal = database.Open();
        await journal.AssertHasAsync(1, 1);
        await journal.AppendAsync(Samples.Append(1, 2) with { Summary = Samples.Append(1, 2).Summary with { From = "+15550123" } });
        await journal.AssertHasAsync(1, 2);
        Assert.Equal("+15550123", (await journal.ReadSummaryAsync(Samples.Call(1)))?.From);
        await Assert.ThrowsAsync<JournalConflictException>(() => journal.AppendAsync(Samples.Append(1, 2)));

        // Nobody knows when a thread of that format was last used; so it counts from now.
        await journal.PurgeWeeksAsync(DateTimeOffset.UtcNow.AddDays(-1));
        Assert.NotNull(await journal.ReadSummaryAsync(FlowAddress.Thread("+15550105", "+15550001")));
    }

    [Fact]
    public async Task A_step_that_fails_leaves_the_older_format()
    {
        var database = await server.CreateDatabaseAsync();
        Assert.Throws<PostgresException>(() => Apply(database, [.. PostgresSchema.Steps, "CREATE TABLE callgrains.later (x int); INSERT INTO nowhere VALUES (1)"]));
        Assert.Equal(0L, database.Value("SELECT count(*) FROM pg_namespace WHERE nspname = 'callgrains'"));
    }

    [Fact]
    public async Task A_schema_of_another_program_is_refused_and_left_alone()
    {
        var database = await server.CreateDatabaseAsync();
        database.Execute("CREATE SCHEMA callgrains; CREATE TABLE callgrains.recipes (x int)");
        var refusal = Assert.Throws<JournalFormatException>(() => database.Open());
        Assert.Contains("recipes", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1L, database.Value("SELECT count(*) FROM pg_tables WHERE schemaname = 'callgrains'"));
    }

    [Fact]
    public async Task A_user_who_may_create_nothing_can_use_a_schema_that_is_there()
    {
        var database = await server.CreateDatabaseAsync();
        var role = $"r{Guid.NewGuid():N}";
        database.Execute($"CREATE ROLE {role} LOGIN PASSWORD 'reader'");
        var options = new PostgresJournalOptions { ConnectionString = database.ConnectionStringOf(role, "reader") };
        var refusal = Assert.Throws<JournalUnavailableException>(() => PostgresJournal.Open(options));
        Assert.Contains("may not", refusal.Message, StringComparison.Ordinal);
        await database.Open().DisposeAsync();
        database.Execute($"GRANT USAGE ON SCHEMA callgrains TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA callgrains TO {role}");
        await using var journal = PostgresJournal.Open(options);
        await journal.AppendAsync(Samples.Append(1, 1));
        await journal.AssertHasAsync(1, 1);
        await journal.PurgeWeeksAsync(DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task A_server_that_acknowledges_before_it_flushes_is_refused()
    {
        var database = await server.CreateDatabaseAsync();
        database.Execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$");
        var refusal = Assert.Throws<JournalUnavailableException>(() => database.Open());
        Assert.Contains("synchronous_commit = off", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_week_that_begins_while_the_journal_is_open_gets_its_shelf()
    {
        var database = await server.CreateDatabaseAsync();
        var time = new SetTime(new DateTimeOffset(2026, 3, 8, 23, 59, 59, TimeSpan.Zero));
        await using var journal = PostgresJournal.Open(new PostgresJournalOptions { ConnectionString = database.ConnectionString }, time);
        await journal.AppendAsync(Samples.Append(1, 1));
        time.Now += TimeSpan.FromDays(21);
        await journal.AppendAsync(Samples.Append(2, 1));
        await journal.AppendAsync(Samples.Append(1, 2));
        Assert.Equal("20260302 20260302 20260323", database.Value("SELECT string_agg(shelf::text, ' ' ORDER BY shelf) FROM callgrains.entries"));
        Assert.Equal(
            "entries_20260302 entries_20260309 entries_20260323 entries_20260330",
            database.Value("SELECT string_agg(inhrelid::regclass::text, ' ' ORDER BY 1) FROM pg_inherits WHERE inhparent = 'callgrains.entries'::regclass")?.ToString()?.Replace("callgrains.", "", StringComparison.Ordinal));
        await journal.AssertHasAsync(1, 2);
    }

    private static void Apply(PostgresDatabase database, IReadOnlyList<string> steps)
    {
        using var connection = database.Connect();
        PostgresSchema.Apply(connection, steps);
    }
}
