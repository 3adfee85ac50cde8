using Npgsql;

namespace CallGrains.Storage.Tests;

/// <summary>What becomes of an append whose line was cut: written once, and told so.</summary>
public sealed class PostgresLineTests(PostgresServer server) : IAsyncLifetime
{
    private PostgresDatabase _database = null!;
    private PostgresProxy _proxy = null!;
    private PostgresJournal _journal = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        var direct = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        _proxy = new PostgresProxy(direct.Port);
        direct.Port = _proxy.Port;
        _journal = PostgresJournal.Open(new PostgresJournalOptions { ConnectionString = direct.ConnectionString, OutageLimit = TimeSpan.FromMinutes(1) });
        await _journal.AppendAsync(Samples.Append(1, 1));
    }

    public async ValueTask DisposeAsync()
    {
        if (_journal is not null)
        {
            await _journal.DisposeAsync();
            _proxy.Dispose();
        }
    }

    [Theory]
    [InlineData(PostgresProxy.Cut.BeforeTheRequest)]
    [InlineData(PostgresProxy.Cut.BeforeTheAnswer)]
    public async Task A_batch_is_written_once_wherever_the_line_is_cut(PostgresProxy.Cut where)
    {
        _proxy.CutOnce(where);
        var append = _journal.AppendAsync(Samples.Append(1, 2));
        await _proxy.IsCut;
        var newborn = _journal.AppendAsync(Samples.Append(2, 1));
        await using var direct = _database.Open();
        await AwaitAsync(direct, where == PostgresProxy.Cut.BeforeTheAnswer ? 2 : 1);
        Assert.False(append.IsCompleted);
        _proxy.Open();
        await Task.WhenAll(append, newborn);
        await _journal.AssertHasAsync(1, 2);
        await _journal.AssertHasAsync(2, 1);
    }

    [Fact]
    public async Task A_first_append_whose_answer_was_lost_is_known_again()
    {
        _proxy.CutOnce(PostgresProxy.Cut.BeforeTheAnswer);
        var append = _journal.AppendAsync(Samples.Append(2, 1));
        await _proxy.IsCut;
        _proxy.Open();
        await append;
        await _journal.AssertHasAsync(2, 1);
    }

    [Fact]
    public async Task An_append_whose_answer_was_lost_is_true_even_if_another_has_built_on_it()
    {
        _proxy.CutOnce(PostgresProxy.Cut.BeforeTheAnswer);
        var append = _journal.AppendAsync(Samples.Append(1, 2));
        await _proxy.IsCut;
        await using var direct = _database.Open();
        await AwaitAsync(direct, 2);
        await direct.AppendAsync(Samples.Append(1, 3));
        _proxy.Open();
        await append;
        await direct.AssertHasAsync(1, 3);
    }

    [Fact]
    public async Task An_append_that_never_arrived_conflicts_if_another_has_taken_its_place()
    {
        _proxy.CutOnce(PostgresProxy.Cut.BeforeTheRequest);
        var append = _journal.AppendAsync(Samples.Append(1, 2));
        await _proxy.IsCut;
        await using var direct = _database.Open();
        await direct.AppendAsync(Samples.Append(1, 2));
        _proxy.Open();
        var conflict = await Assert.ThrowsAsync<JournalConflictException>(() => append);
        Assert.Equal(2, conflict.Actual);
        await direct.AssertHasAsync(1, 2);
    }

    [Fact]
    public async Task A_read_is_made_again()
    {
        await _journal.AssertHasAsync(1, 1);
        _proxy.CutOnce(PostgresProxy.Cut.BeforeTheAnswer);
        var read = _journal.AssertHasAsync(1, 1);
        await _proxy.IsCut;
        _proxy.Open();
        await read;
    }

    [Fact]
    public async Task A_dead_host_beside_the_living_one_is_passed_over()
    {
        var connection = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        connection.Host = $"127.0.0.1:1,127.0.0.1:{connection.Port}";
        await using var journal = PostgresJournal.Open(new PostgresJournalOptions { ConnectionString = connection.ConnectionString });
        await journal.AppendAsync(Samples.Append(1, 2));
        await journal.AssertHasAsync(1, 2);
    }

    [Fact]
    public async Task A_server_that_takes_no_writes_is_waited_for()
    {
        _database.Execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$");
        Terminate();
        var append = _journal.AppendAsync(Samples.Append(1, 2));
        await _journal.AssertHasAsync(1, 1);
        Assert.False(append.IsCompleted);
        using var administrator = _database.Connect();
        administrator.Execute("SET default_transaction_read_only = off");
        administrator.Execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET default_transaction_read_only', current_database()); END $$");
        await append;
        await _journal.AssertHasAsync(1, 2);
    }

    [Fact]
    public async Task Connections_that_are_ended_again_and_again_lose_and_double_nothing()
    {
        const int Grains = 8;
        const int Appends = 150;
        var acknowledged = 0;
        var writers = Task.WhenAll(Enumerable.Range(10, Grains).Select(WriteAsync));
        for (var goal = 0; goal < Grains * Appends; goal += 80)
        {
            while (Volatile.Read(ref acknowledged) < goal)
            {
                await Task.Yield();
            }

            Terminate();
        }

        await writers;
        for (var grain = 10; grain < 10 + Grains; grain++)
        {
            await _journal.AssertHasAsync(grain, Appends);
        }

        async Task WriteAsync(int grain)
        {
            for (var number = 1; number <= Appends; number++)
            {
                await _journal.AppendAsync(Samples.Append(grain, number));
                Interlocked.Increment(ref acknowledged);
            }
        }
    }

    private void Terminate() => _database.Execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'CallGrains'");

    private static async Task AwaitAsync(PostgresJournal direct, long sequence)
    {
        while ((await direct.ReadAsync(Samples.Call(1)))?.Summary.Sequence != sequence)
        {
            await Task.Yield();
        }
    }
}
