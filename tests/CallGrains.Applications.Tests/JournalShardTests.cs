using CallGrains.AspNetCore.Hosting;

namespace CallGrains.Applications.Tests;

public sealed class JournalShardTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public void Further_databases_need_a_first_one(string journal)
    {
        var refusal = Assert.Throws<StartRefusedException>(() => Application.Build([$"CallGrains:Journal={journal}", "CallGrains:JournalShards:0=Host=db-2;Database=calls"]));
        Assert.Contains($"CallGrains:JournalShards names databases beside the first one, but CallGrains:Journal is '{journal}'", refusal.Message, StringComparison.Ordinal);
    }
}
