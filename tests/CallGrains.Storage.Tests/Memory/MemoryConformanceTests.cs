using CallGrains.Testing;

namespace CallGrains.Storage.Tests;

public sealed class MemoryConformanceTests : JournalConformance
{
    public static TheoryData<string> Names => new(Checks);

    [Theory, MemberData(nameof(Names))]
    public Task Memory(string check) => RunAsync(check);

    protected override ValueTask<IJournal> OpenAsync() => ValueTask.FromResult<IJournal>(new MemoryJournal());
}
