using CallGrains.Testing;
using CallGrains.TestSupport.Programs;

namespace CallGrains.Storage.Tests;

public sealed class ShardedConformanceTests(PostgresServer first, SecondServer second) : DurableJournalConformance, IClassFixture<SecondServer>
{
    private IReadOnlyList<PostgresDatabase>? _databases;

    /// <summary>A short run has every third: most of the journal is that of one database, which has them all.</summary>
    public static TheoryData<string> Names => new(DurableChecks.Where((_, i) => Campaign.IsFull || i % 3 == 0));

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
