using CallGrains.Testing;

namespace CallGrains.Storage.Tests;

public sealed class ShardedConformanceTests(PostgresServer first, SecondServer second) : DurableJournalConformance, IClassFixture<SecondServer>
{
    private IReadOnlyList<PostgresDatabase>? _databases;

    public static TheoryData<string> Names => new(DurableChecks);

    [Theory, MemberData(nameof(Names))]
    public Task Two_servers(string check) => RunAsync(check);

    protected override async ValueTask<IJournal> OpenAsync()
    {
        _databases ??= await second.CreateDatabasesAsync(first);
        return ShardedJournalTests.Open(_databases);
    }

    protected override Task MakeNewerAsync()
    {
        _databases![1].Execute($"INSERT INTO callgrains.schema_version (version) VALUES ({PostgresSchema.Steps.Count + 1})");
        return Task.CompletedTask;
    }
}
