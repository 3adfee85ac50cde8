using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Storage.Tests;

/// <summary>What one batch does in the database, with the batch as the test wants it.</summary>
public sealed class PostgresBatchTests(PostgresServer server) : IAsyncLifetime
{
    private readonly List<PostgresBatchWriter> _writers = [];
    private PostgresDatabase _database = null!;
    private PostgresJournal _journal = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _journal = _database.Open();
    }

    public async ValueTask DisposeAsync()
    {
        _writers.ForEach(writer => writer.Dispose());
        if (_journal is not null)
        {
            await _journal.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_batch_is_one_transaction_for_all_that_fits()
    {
        await _journal.AppendAsync(Samples.Append(1, 1));
        var batch = Enumerable.Range(1, 100).Select(grain => new PendingAppend(Samples.Append(grain, 1))).ToList();
        Write(batch);
        Assert.True(batch[0].Task.IsFaulted);
        Assert.All(batch.Skip(1), append => Assert.True(append.Task.IsCompletedSuccessfully));
        Assert.Equal(2L, _database.Value("SELECT count(DISTINCT xmin::text) FROM callgrains.heads"));
    }

    [Fact]
    public async Task A_stale_append_in_front_does_not_keep_the_right_one_out()
    {
        await _journal.AppendAsync(Samples.Append(1, 1));
        var (stale, right, next) = (new PendingAppend(Samples.Append(1, 1)), new PendingAppend(Samples.Append(1, 2)), new PendingAppend(Samples.Append(1, 3)));
        Write([stale, right, next]);
        Assert.IsType<JournalConflictException>(stale.Task.Exception!.InnerException);
        await Task.WhenAll(right.Task, next.Task);
        await _journal.AssertHasAsync(1, 3);
    }

    [Fact]
    public async Task A_batch_larger_than_one_statement_may_be_is_split()
    {
        var large = new byte[10 * 1024 * 1024];
        var batch = Enumerable.Range(0, 4).Select(i => new PendingAppend(Samples.Append(1, i + 1) with { Entries = [new StoredEntry(large, default)] })).ToList();
        Write(batch);
        await Task.WhenAll(batch.Select(append => append.Task));
        Assert.Equal(4L * large.Length, _database.Value("SELECT sum(length(body))::bigint FROM callgrains.entries"));
    }

    [Fact]
    public async Task Writers_that_want_the_same_grains_in_any_order_do_not_deadlock()
    {
        var writers = Enumerable.Range(0, 4).Select(Connect).ToList();
        await Task.WhenAll(writers.Select((writer, i) => Task.Run(() => WriteInAnyOrder(writer, new Random(i)))));
        Assert.Equal(0L, _database.Value("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
        Assert.Equal(40L, _database.Value("SELECT count(*) FROM callgrains.grains"));
        Assert.Equal(0L, _database.Value(
            "SELECT count(*) FROM callgrains.heads h WHERE h.sequence <> (SELECT count(*) FROM callgrains.entries e WHERE e.grain = h.grain AND e.sequence <= h.sequence)"));
    }

    [Theory]
    [InlineData("deadlock_detected")]
    [InlineData("serialization_failure")]
    [InlineData("cannot_connect_now")]
    [InlineData("read_only_sql_transaction")]
    [InlineData("disk_full")]
    public async Task What_passes_by_itself_is_ridden_out(string error)
    {
        await _journal.AppendAsync(Samples.Append(1, 1));
        _database.Execute($"""
            CREATE SEQUENCE tries;
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval('tries') < 3 THEN RAISE EXCEPTION 'made up' USING ERRCODE = '{error}'; END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER fail BEFORE UPDATE ON callgrains.heads FOR EACH ROW EXECUTE FUNCTION fail()
            """);
        await _journal.AppendAsync(Samples.Append(1, 2));
        await _journal.AssertHasAsync(1, 2);
        Assert.Equal(3L, _database.Value("SELECT last_value FROM tries"));
    }

    [Fact]
    public async Task What_does_not_pass_fails_at_once_and_says_why()
    {
        _database.Execute("ALTER TABLE callgrains.heads RENAME TO feet");
        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(() => _journal.AppendAsync(Samples.Append(1, 1)));
        Assert.Contains("callgrains.heads", failure.Message, StringComparison.Ordinal);
        _database.Execute("ALTER TABLE callgrains.feet RENAME TO heads");
        await _journal.AppendAsync(Samples.Append(1, 1));
    }

    [Fact]
    public async Task Addresses_that_no_text_can_hold_do_not_fail_their_neighbours()
    {
        FlowAddress[] odd = [FlowAddress.Call("\ud800"), FlowAddress.Call("\udfff"), FlowAddress.Call("\U0001F4DE")];
        var batch = odd.Select(address => new PendingAppend(Samples.Append(1, 1) with { Summary = new GrainSummary { Address = address, Sequence = 1 } }))
            .Append(new PendingAppend(Samples.Append(1, 1))).ToList();
        Write(batch);
        await Task.WhenAll(batch[2].Task, batch[3].Task);
        Assert.Equal(odd[2], (await _journal.ReadAsync(odd[2]))!.Summary.Address);
    }

    [Fact]
    public async Task The_journal_can_be_read_by_people()
    {
        var entry = new StoredEntry("{\"name\":\"José\"}"u8.ToArray(), new byte[] { 0xFF, (byte)'a' });
        await _journal.AppendAsync(Samples.Append(1, 1) with { Entries = [entry] });
        Assert.Equal("call/c-1|1|{\"name\":\"José\"}|\\377a", _database.Value("SELECT address || '|' || sequence || '|' || body || '|' || raw FROM callgrains.journal"));
        Assert.Equal("1970-01-01 00:00:01", _database.Value("SELECT (to_timestamp(wake_at / 1e7) AT TIME ZONE 'UTC')::text FROM callgrains.heads"));
    }

    [Fact]
    public async Task A_missing_entry_is_reported_not_skipped()
    {
        for (var number = 1; number <= 3; number++)
        {
            await _journal.AppendAsync(Samples.Append(1, number));
        }

        foreach (var missing in (int[])[2, 1])
        {
            _database.Execute($"DELETE FROM callgrains.entries WHERE sequence >= {missing}");
            var refusal = await Assert.ThrowsAsync<JournalFormatException>(() => _journal.ReadAsync(Samples.Call(1)));
            Assert.Contains($"entry {missing} is missing", refusal.Message, StringComparison.Ordinal);
        }
    }

    private PostgresBatchWriter Connect(int number = 0)
    {
        var options = new PostgresJournalOptions { ConnectionString = _database.ConnectionString };
        var writer = new PostgresBatchWriter(new PostgresStore(options, TimeProvider.System, NullLogger.Instance));
        writer.Open();
        _writers.Add(writer);
        return writer;
    }

    private void Write(List<PendingAppend> batch)
    {
        Connect().Write(batch);
        batch.ForEach(append => append.Complete());
    }

    // Each batch guesses where its grains stand; what it is told serves as the next guess.
    private static void WriteInAnyOrder(PostgresBatchWriter writer, Random random)
    {
        var known = new long[40];
        for (var round = 0; round < 60; round++)
        {
            var grains = Enumerable.Range(0, known.Length).ToArray();
            random.Shuffle(grains);
            var batch = grains.Select(grain => new PendingAppend(Samples.Append(grain, known[grain] + 1))).ToList();
            writer.Write(batch);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Complete();
                known[grains[i]] = batch[i].Task.Exception?.InnerException is JournalConflictException conflict ? conflict.Actual : known[grains[i]] + 1;
            }
        }
    }
}
