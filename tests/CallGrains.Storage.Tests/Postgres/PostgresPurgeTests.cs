namespace CallGrains.Storage.Tests;

public sealed class PostgresPurgeTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly SetTime _time = new(Monday);
    private PostgresDatabase _database = null!;
    private PostgresJournal _journal = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _journal = Open();
    }

    public async ValueTask DisposeAsync()
    {
        if (_journal is not null)
        {
            await _journal.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_week_whose_grains_have_ended_is_dropped_as_a_whole()
    {
        await LiveAsync(1, 500, GrainState.Ended);
        _time.Now += TimeSpan.FromDays(14);
        await AppendAsync(1000, 1, GrainState.Live);
        Assert.Equal(new PostgresPurgeResult(500, 0, 1), await _journal.PurgeWeeksAsync(Monday.AddDays(7)));
        await _journal.AssertHasAsync(1, 0);
        Assert.Equal([1000], await GrainsAsync());
        Assert.Equal(1L, _database.Value("SELECT count(*) FROM callgrains.entries"));
        Assert.DoesNotContain("entries_20260302", Tables(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_lives_on_is_moved_and_stays_whole()
    {
        await LiveAsync(1, 7, GrainState.Live);
        await LiveAsync(8, 8, GrainState.Ending);
        await LiveAsync(9, 500, GrainState.Ended);
        _time.Now += TimeSpan.FromDays(14);
        Assert.Equal(new PostgresPurgeResult(492, 8, 1), await _journal.PurgeWeeksAsync(Monday.AddDays(7)));
        for (var grain = 1; grain <= 7; grain++)
        {
            await _journal.AssertHasAsync(grain, 3);
            await AppendAsync(grain, 4, GrainState.Ended);
            await _journal.AssertHasAsync(grain, 4);
        }

        Assert.Equal(Enumerable.Range(1, 8).Reverse(), await GrainsAsync());
        Assert.DoesNotContain("entries_20260302", Tables(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thread_whose_other_side_has_stopped_texts_stays_for_ever()
    {
        var stopped = await ThreadAsync("+15550001", "STOPPED");
        var open = await ThreadAsync("+15550002", null);
        await _journal.PurgeWeeksAsync(Monday.AddHours(1));
        _time.Now += TimeSpan.FromDays(14);
        await _journal.PurgeWeeksAsync(Monday.AddDays(7));
        Assert.Equal("STOPPED", (await _journal.ReadSummaryAsync(stopped))?.Cause);
        Assert.Single((await _journal.ReadAsync(stopped))!.Entries);
        Assert.Null(await _journal.ReadSummaryAsync(open));
    }

    [Fact]
    public async Task A_thread_is_as_old_as_its_last_use()
    {
        var thread = await ThreadAsync("+15550001", null);
        for (var week = 1; week <= 8; week++)
        {
            _time.Now += TimeSpan.FromDays(7);
            await UseAsync(thread, week + 1);
            await _journal.PurgeWeeksAsync(_time.Now.AddDays(-14));
            Assert.Equal(week + 1, (await _journal.ReadAsync(thread))?.Entries.Count);
        }

        Assert.DoesNotContain("entries_20260302", Tables(), StringComparison.Ordinal);
        _time.Now += TimeSpan.FromDays(35);
        await _journal.PurgeWeeksAsync(_time.Now.AddDays(-14));
        Assert.Null(await _journal.ReadSummaryAsync(thread));
    }

    [Fact]
    public async Task A_thread_of_a_young_week_is_as_old_as_its_last_use()
    {
        var thread = await ThreadAsync("+15550001", null);
        _time.Now += TimeSpan.FromDays(2);
        await UseAsync(thread, 2);
        await _journal.PurgeWeeksAsync(Monday.AddDays(1));
        Assert.Equal(2, (await _journal.ReadAsync(thread))?.Entries.Count);
        await _journal.PurgeWeeksAsync(Monday.AddDays(3));
        Assert.Null(await _journal.ReadSummaryAsync(thread));
    }

    [Fact]
    public async Task What_has_ended_lately_stays()
    {
        await LiveAsync(1, 3, GrainState.Ended);
        Assert.Equal(default, await _journal.PurgeWeeksAsync(Monday));
        await _journal.AssertHasAsync(1, 3);
    }

    [Fact]
    public async Task A_young_week_is_purged_grain_by_grain()
    {
        await LiveAsync(1, 10, GrainState.Live);
        await LiveAsync(11, 300, GrainState.Ended);
        Assert.Equal(new PostgresPurgeResult(290, 0, 0), await _journal.PurgeWeeksAsync(Monday.AddHours(1)));
        Assert.Equal(10, (await GrainsAsync()).Count);
        Assert.Equal(30L, _database.Value("SELECT count(*) FROM callgrains.entries"));
    }

    [Fact]
    public async Task A_future_instant_removes_nothing_that_lives()
    {
        await LiveAsync(1, 5, GrainState.Live);
        await _journal.PurgeWeeksAsync(DateTimeOffset.MaxValue);
        Assert.Equal(5, (await GrainsAsync()).Count);
        await _journal.AssertHasAsync(5, 3);
    }

    [Fact]
    public async Task An_address_that_was_purged_may_be_born_again()
    {
        await LiveAsync(1, 1, GrainState.Ended);
        await _journal.PurgeWeeksAsync(Monday.AddHours(1));
        await Assert.ThrowsAsync<JournalConflictException>(() => AppendAsync(1, 4, GrainState.Ended));
        await AppendAsync(1, 1, GrainState.Live);
        await _journal.AssertHasAsync(1, 1);
    }

    [Fact]
    public async Task Appends_and_reads_go_on_during_a_purge()
    {
        await LiveAsync(1, 1000, GrainState.Live);
        await LiveAsync(1001, 2000, GrainState.Ended);
        _time.Now += TimeSpan.FromDays(14);
        var purge = _journal.PurgeWeeksAsync(Monday.AddDays(7));
        var numbers = Enumerable.Repeat(3, 20).ToArray();
        while (!purge.IsCompleted)
        {
            await Task.WhenAll(numbers.Select((last, i) => AppendAsync(i * 50 + 1, last + 1, GrainState.Live)));
            numbers = Array.ConvertAll(numbers, last => last + 1);
            await _journal.AssertHasAsync(1, numbers[0]);
        }

        Assert.Equal(new PostgresPurgeResult(1000, 1000, 1), await purge);
        for (var i = 0; i < numbers.Length; i++)
        {
            await _journal.AssertHasAsync(i * 50 + 1, numbers[i]);
        }
    }

    [Fact]
    public async Task A_long_reader_puts_the_drop_off_and_does_not_hold_up_appends()
    {
        await LiveAsync(1, 3, GrainState.Ended);
        _time.Now += TimeSpan.FromDays(14);
        using (var backup = _database.Connect())
        {
            backup.Execute("BEGIN; SELECT FROM callgrains.entries");
            Assert.Equal(new PostgresPurgeResult(3, 0, 0), await _journal.PurgeWeeksAsync(Monday.AddDays(7)));
            await AppendAsync(10, 1, GrainState.Live);
        }

        Assert.Equal(new PostgresPurgeResult(0, 0, 1), await _journal.PurgeWeeksAsync(Monday.AddDays(7)));
    }

    private PostgresJournal Open() => PostgresJournal.Open(new PostgresJournalOptions { ConnectionString = _database.ConnectionString }, _time);

    // The calls from the first number to the last, with three entries each.
    private Task LiveAsync(int first, int last, GrainState state) => Task.WhenAll(Enumerable.Range(first, last - first + 1).Select(async grain =>
    {
        for (var number = 1; number <= 3; number++)
        {
            await AppendAsync(grain, number, number == 3 ? state : GrainState.Live);
        }
    }));

    private Task AppendAsync(int grain, int number, GrainState state)
    {
        var append = Samples.Append(grain, number);
        return _journal.AppendAsync(append with
        {
            Summary = append.Summary with { State = state, CreatedAt = _time.Now, EndedAt = state == GrainState.Live ? null : _time.Now },
        });
    }

    // A thread that waits for nothing but the next text.
    private async Task<FlowAddress> ThreadAsync(string peer, string? cause)
    {
        var (thread, append) = (FlowAddress.Thread("+15550105", peer), Samples.Append(1, 1));
        await _journal.AppendAsync(append with
        {
            Summary = append.Summary with { Address = thread, State = GrainState.Ended, CreatedAt = _time.Now, Cause = cause },
        });
        return thread;
    }

    private Task UseAsync(FlowAddress thread, int number)
    {
        var append = Samples.Append(1, number);
        return _journal.AppendAsync(append with { Summary = append.Summary with { Address = thread, State = GrainState.Ended, CreatedAt = Monday } });
    }

    private async Task<List<int>> GrainsAsync()
    {
        var page = await _journal.ListAsync(new GrainQuery { Size = 1000 });
        return [.. page.Items.Select(summary => int.Parse(summary.Address.Id[2..]))];
    }

    private string Tables() => (string)_database.Value("SELECT string_agg(tablename, ' ') FROM pg_tables WHERE schemaname = 'callgrains'")!;
}
