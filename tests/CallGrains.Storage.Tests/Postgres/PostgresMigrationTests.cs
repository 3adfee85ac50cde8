using Npgsql;

namespace CallGrains.Storage.Tests;

/// <summary>A schema that was brought up to date can be brought back, for a program of before.</summary>
public sealed class PostgresMigrationTests(PostgresServer server)
{
    /// <summary>All that a program can see of a schema.</summary>
    private const string Shape = """
        SELECT string_agg(x, E'\n' ORDER BY x) FROM (
            SELECT format('%s.%s %s %s %s %s', table_name, column_name, data_type, collation_name, is_nullable, column_default) AS x
            FROM information_schema.columns WHERE table_schema = 'callgrains'
            UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'callgrains'
            UNION ALL SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'callgrains') s
        """;

    public static TheoryData<int> Formats => [.. Enumerable.Range(PostgresMigration.Oldest, PostgresMigration.Current - PostgresMigration.Oldest)];

    [Theory, MemberData(nameof(Formats))]
    public async Task A_format_that_was_gone_back_to_is_what_it_was(int format)
    {
        var (before, after) = (await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        using (var connection = before.Connect())
        {
            PostgresSchema.Apply(connection, [.. PostgresSchema.Steps.Take(format)]);
        }

        Assert.Equal(0, PostgresMigration.Migrate(Options(after)));
        Assert.Equal(PostgresMigration.Current, PostgresMigration.Migrate(Options(after), format));

        Assert.Equal(format, PostgresMigration.Read(Options(after)));
        Assert.Equal(before.Value(Shape), after.Value(Shape));
        Assert.Equal(before.Value("SELECT max(version) FROM callgrains.schema_version"), after.Value("SELECT max(version) FROM callgrains.schema_version"));
    }

    [Fact]
    public async Task Nothing_is_lost_on_the_way_back_and_forward()
    {
        var database = await server.CreateDatabaseAsync();
        await using (var journal = PostgresJournal.Open(Options(database)))
        {
            await journal.AppendAsync(Samples.Append(1, 1));
            await journal.AppendAsync(Samples.Append(1, 2));
        }

        PostgresMigration.Migrate(Options(database), PostgresMigration.Oldest);
        Assert.Equal(2L, database.Value("SELECT count(*) FROM callgrains.entries"));

        await using var again = PostgresJournal.Open(Options(database));
        await again.AssertHasAsync(1, 2);
        await again.AppendAsync(Samples.Append(1, 3));
        await again.AssertHasAsync(1, 3);
    }

    [Fact]
    public async Task Hosts_that_have_it_open_are_not_pulled_back()
    {
        var database = await server.CreateDatabaseAsync();
        await using var journal = PostgresJournal.Open(Options(database));
        await journal.AppendAsync(Samples.Append(1, 1));

        var refusal = Assert.Throws<InvalidOperationException>(() => PostgresMigration.Migrate(Options(database), PostgresMigration.Current - 1));

        Assert.Contains("stop all of them first", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(PostgresMigration.Current, PostgresMigration.Read(Options(database)));
        await journal.AppendAsync(Samples.Append(1, 2));
    }

    [Fact]
    public async Task There_is_no_way_to_what_this_program_does_not_know()
    {
        var database = await server.CreateDatabaseAsync();
        Assert.Throws<ArgumentOutOfRangeException>(() => PostgresMigration.Migrate(Options(database), PostgresMigration.Current + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PostgresMigration.Migrate(Options(database), PostgresMigration.Oldest - 1));
        Assert.Equal(0, PostgresMigration.Read(Options(database)));
    }

    [Fact]
    public async Task A_program_of_before_says_how_to_bring_it_back()
    {
        var database = await server.CreateDatabaseAsync();
        PostgresMigration.Migrate(Options(database));
        using var connection = database.Connect();
        var refusal = Assert.Throws<JournalFormatException>(() => PostgresSchema.Apply(connection, [.. PostgresSchema.Steps.SkipLast(1)]));
        Assert.Contains($"callgrains migrate --to {PostgresMigration.Current - 1}", refusal.Message, StringComparison.Ordinal);
    }

    // Of connections that are closed nobody knows any more.
    private static PostgresJournalOptions Options(PostgresDatabase database) =>
        new() { ConnectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString };
}
