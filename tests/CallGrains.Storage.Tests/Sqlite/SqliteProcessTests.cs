namespace CallGrains.Storage.Tests;

public sealed class SqliteProcessTests : IDisposable
{
    private const int Grains = 4;
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_process_killed_at_any_moment_has_lost_nothing_it_acknowledged()
    {
        var random = new Random(20260301);
        var all = new List<Acknowledged>();
        for (var round = 0; round < 8; round++)
        {
            using var appender = new AppenderProcess("sqlite", _folder.Path, Grains, "a");
            await appender.AwaitAsync(random.Next(1, 1500));
            await appender.KillAsync();
            all.AddRange(appender.Acknowledged);
            await AssertHasAsync(all);
        }
    }

    [Fact]
    public async Task Two_processes_share_a_file_and_neither_starves_or_overwrites()
    {
        using var one = new AppenderProcess("sqlite", _folder.Path, Grains, "a");
        using var other = new AppenderProcess("sqlite", _folder.Path, Grains, "b");
        await Task.WhenAll(one.AwaitAsync(500), other.AwaitAsync(500));
        await Task.WhenAll(one.KillAsync(), other.KillAsync());
        await AssertHasAsync([.. one.Acknowledged, .. other.Acknowledged]);
    }

    private async Task AssertHasAsync(List<Acknowledged> all)
    {
        await using var journal = _folder.Open();
        await journal.AssertHasAsync(Grains, all);
    }
}
