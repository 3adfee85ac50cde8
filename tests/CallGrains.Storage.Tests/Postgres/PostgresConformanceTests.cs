using CallGrains.Testing;

namespace CallGrains.Storage.Tests;

public sealed class PostgresConformanceTests(PostgresServer server) : DurableJournalConformance
{
    private PostgresDatabase? _database;

    public static TheoryData<string> Names => new(DurableChecks);

    [Theory, MemberData(nameof(Names))]
    public Task Postgres(string check) => RunAsync(check);

    protected override async ValueTask<IJournal> OpenAsync()
    {
        _database ??= await server.CreateDatabaseAsync();
        return _database.Open();
    }

    protected override Task MakeNewerAsync()
    {
        _database!.Execute($"INSERT INTO callgrains.schema_version (version) VALUES ({PostgresSchema.Steps.Count + 1})");
        return Task.CompletedTask;
    }
}
