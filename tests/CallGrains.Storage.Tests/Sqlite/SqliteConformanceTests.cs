using CallGrains.Testing;

namespace CallGrains.Storage.Tests;

public sealed class SqliteConformanceTests : DurableJournalConformance, IDisposable
{
    private readonly SqliteFolder _folder = new();

    public static TheoryData<string> Names => new(DurableChecks);

    [Theory, MemberData(nameof(Names))]
    public Task Sqlite(string check) => RunAsync(check);

    public void Dispose() => _folder.Dispose();

    protected override ValueTask<IJournal> OpenAsync() => ValueTask.FromResult<IJournal>(_folder.Open());

    protected override Task MakeNewerAsync()
    {
        using var database = SqliteDatabase.Open(_folder.Path, TimeSpan.Zero, create: false);
        database.Execute($"PRAGMA user_version = {SqliteSchema.Steps.Count + 1}");
        return Task.CompletedTask;
    }
}
