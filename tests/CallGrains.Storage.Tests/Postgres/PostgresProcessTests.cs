namespace CallGrains.Storage.Tests;

public sealed class PostgresProcessTests(PostgresServer server)
{
    private const int Grains = 4;

    [Fact]
    public async Task Two_processes_compete_and_neither_starves_overwrites_or_deadlocks()
    {
        var database = await server.CreateDatabaseAsync();
        using var one = new AppenderProcess("postgres", database.ConnectionString, Grains, "a");
        using var other = new AppenderProcess("postgres", database.ConnectionString, Grains, "b");
        await Task.WhenAll(one.AwaitAsync(500), other.AwaitAsync(500));
        await Task.WhenAll(one.KillAsync(), other.KillAsync());
        await using var journal = database.Open();
        await journal.AssertHasAsync(Grains, [.. one.Acknowledged, .. other.Acknowledged]);
        Assert.Equal(0L, database.Value("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
    }

    [Fact]
    public async Task A_process_killed_at_any_moment_has_lost_nothing_it_acknowledged()
    {
        var database = await server.CreateDatabaseAsync();
        var random = new Random(20260302);
        var all = new List<Acknowledged>();
        for (var round = 0; round < 3; round++)
        {
            using var appender = new AppenderProcess("postgres", database.ConnectionString, Grains, "a");
            await appender.AwaitAsync(random.Next(1, 1000));
            await appender.KillAsync();
            all.AddRange(appender.Acknowledged);
            await using var journal = database.Open();
            await journal.AssertHasAsync(Grains, all);
        }
    }
}
