using System.Text;

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
            using var appender = new AppenderProcess(_folder.Path, Grains, "a");
            await appender.AwaitAsync(random.Next(1, 1500));
            await appender.KillAsync();
            all.AddRange(appender.Acknowledged);
            await AssertHasAsync(all);
        }
    }

    [Fact]
    public async Task Two_processes_share_a_file_and_neither_starves_or_overwrites()
    {
        using var one = new AppenderProcess(_folder.Path, Grains, "a");
        using var other = new AppenderProcess(_folder.Path, Grains, "b");
        await Task.WhenAll(one.AwaitAsync(500), other.AwaitAsync(500));
        await Task.WhenAll(one.KillAsync(), other.KillAsync());
        await AssertHasAsync([.. one.Acknowledged, .. other.Acknowledged]);
    }

    private async Task AssertHasAsync(List<Acknowledged> all)
    {
        Assert.Equal(all.Count, all.Select(it => (it.Grain, it.Number)).Distinct().Count());
        await using var journal = _folder.Open();
        for (var grain = 0; grain < Grains; grain++)
        {
            var history = await journal.ReadAsync(Samples.Call(grain));
            var texts = history?.Entries.Select(entry => Encoding.UTF8.GetString(entry.Body.Span)).ToList() ?? [];
            Assert.Equal(history?.Head.Sequence ?? 0, texts.Count);
            Assert.All(all.Where(it => it.Grain == grain), it => Assert.Equal(it.Text, texts[(int)it.Number - 1]));
        }
    }
}
