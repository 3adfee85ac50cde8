namespace CallGrains.Storage.Tests;

/// <summary>Wake-ups and pending effects are found by hints that are allowed to be too early, never too late.</summary>
public sealed class PostgresHintTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly SetTime _time = new(Start);
    private PostgresDatabase _database = null!;
    private PostgresJournal _journal = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _journal = PostgresJournal.Open(new PostgresJournalOptions { ConnectionString = _database.ConnectionString }, _time);
    }

    public async ValueTask DisposeAsync()
    {
        if (_journal is not null)
        {
            await _journal.DisposeAsync();
        }
    }

    [Fact]
    public async Task Whatever_happens_to_a_grain_it_is_due_when_its_summary_says_so()
    {
        const int Grains = 20;
        var random = new Random(11);
        var heads = Enumerable.Range(0, Grains).Select(i => new GrainSummary { Address = Samples.Call(i), Sequence = 0 }).ToArray();
        for (var round = 0; round < 200; round++)
        {
            var grain = random.Next(Grains);
            heads[grain] = Change(heads[grain], random);
            await _journal.AppendAsync(Samples.Append(grain, heads[grain].Sequence) with { Summary = heads[grain] });
            _time.Now += TimeSpan.FromSeconds(random.Next(3));
            if (random.Next(4) == 0)
            {
                await AssertListsAsync(heads, _time.Now.AddSeconds(random.Next(-5, 20)));
            }
        }
    }

    [Fact]
    public async Task An_append_that_only_puts_the_wake_up_off_writes_no_index()
    {
        await AppendAsync(1, Start.AddMinutes(1));
        await AppendAsync(2, Start.AddMinutes(2));
        Assert.Equal(Start.AddMinutes(1), Hint());
        _time.Now = Start.AddMinutes(1);
        await AppendAsync(3, Start.AddMinutes(3));
        Assert.Equal(Start.AddMinutes(3), Hint());
        await AppendAsync(4, Start.AddMinutes(2));
        Assert.Equal(Start.AddMinutes(2), Hint());
    }

    [Fact]
    public async Task Whoever_asks_for_what_is_due_keeps_the_hints_tidy()
    {
        await AppendAsync(1, Start.AddMinutes(1));
        await AppendAsync(2, Start.AddMinutes(9));
        Assert.Empty(await _journal.ListDueAsync(Start.AddMinutes(5), 10));
        Assert.Equal(Start.AddMinutes(9), Hint());
    }

    private Task AppendAsync(int number, DateTimeOffset wakeAt)
    {
        var append = Samples.Append(1, number);
        return _journal.AppendAsync(append with { Summary = append.Summary with { WakeAt = wakeAt } });
    }

    private DateTimeOffset Hint() => PostgresTime.ToTime((long)_database.Value("SELECT wake_hint FROM callgrains.heads")!);

    private GrainSummary Change(GrainSummary summary, Random random) => summary with
    {
        Sequence = summary.Sequence + 1,
        WakeAt = random.Next(3) == 0 ? null : _time.Now.AddSeconds(random.Next(-5, 60)),
        PendingEffects = random.Next(3),
        State = random.Next(5) == 0 ? GrainState.Ended : GrainState.Live,
    };

    private async Task AssertListsAsync(GrainSummary[] heads, DateTimeOffset now)
    {
        var due = heads.Where(summary => summary.Sequence > 0 && summary.WakeAt <= now).Select(summary => summary.Address.ToString()).Order();
        Assert.Equal(due, (await _journal.ListDueAsync(now, 100)).Select(address => address.ToString()).Order());
        var pending = heads.Where(summary => summary.Sequence > 0 && summary.PendingEffects > 0).Select(summary => summary.Address.ToString()).Order();
        var page = await _journal.ListAsync(new GrainQuery { PendingEffectsOnly = true, Size = 100 });
        Assert.Equal(pending, page.Items.Select(summary => summary.Address.ToString()).Order());
    }
}
