using System.Text;

namespace CallGrains.Storage.Tests;

/// <summary>What each kind of journal promises of events on their way out.</summary>
public abstract class FeedStoreTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private IJournal _journal = null!;

    private IFeedStore Feed => (IFeedStore)_journal;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _journal = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        await CleanAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_event_is_stored_with_its_entries_or_not_at_all()
    {
        await AppendAsync(1, 1, "crm");
        await Assert.ThrowsAsync<JournalConflictException>(() => AppendAsync(1, 1, "crm"));
        var item = Assert.Single(await TakeAsync("crm"));
        Assert.Equal(("evt_1_1", "call.ended", 8, Samples.Call(1), Start), (item.Id, item.Type, item.Position, item.Address, item.At));
        Assert.Equal("""{"n":1}""", Encoding.UTF8.GetString(item.Body.Span));
        await _journal.AssertHasAsync(1, 1);
    }

    [Fact]
    public async Task Each_receiver_has_its_own()
    {
        await AppendAsync(1, 1, "crm", "billing");
        await SettleAsync(await TakeAsync("crm"));
        Assert.Empty(await TakeAsync("crm"));
        Assert.Single(await TakeAsync("billing"));
        Assert.Empty(await TakeAsync("nobody"));
    }

    [Fact]
    public async Task Events_of_one_grain_come_one_after_the_other_and_other_grains_do_not_wait()
    {
        await AppendAsync(1, 1, "crm");
        await AppendAsync(1, 2, "crm");
        await AppendAsync(2, 1, "crm");
        var first = await TakeAsync("crm");
        Assert.Equal(["evt_1_1", "evt_2_1"], first.Select(i => i.Id).Order(StringComparer.Ordinal));
        Assert.Empty(await TakeAsync("crm"));

        await Feed.SettleAsync([new FeedSettlement(first.Single(i => i.Id == "evt_1_1"), Start.AddMinutes(5), "busy"), new FeedSettlement(first.Single(i => i.Id == "evt_2_1"))], Token);
        Assert.Empty(await TakeAsync("crm", Start.AddMinutes(4)));
        var again = Assert.Single(await TakeAsync("crm", Start.AddMinutes(5)));
        Assert.Equal(("evt_1_1", 1, "busy"), (again.Id, again.Attempts, again.Error));
        await SettleAsync([again]);
        Assert.Equal("evt_1_2", Assert.Single(await TakeAsync("crm")).Id);
    }

    [Fact]
    public async Task What_a_process_took_and_did_not_settle_is_free_again()
    {
        await AppendAsync(1, 1, "crm");
        Assert.Single(await TakeAsync("crm"));
        Assert.Empty(await TakeAsync("crm", Start.AddSeconds(59)));
        Assert.Single(await TakeAsync("crm", Start.AddSeconds(60)));
    }

    [Fact]
    public async Task Dead_letters_are_listed_hold_up_nothing_and_can_be_revived_or_forgotten()
    {
        for (var grain = 1; grain <= 3; grain++)
        {
            await AppendAsync(grain, 1, "crm");
        }

        await AppendAsync(1, 2, "crm", "billing");
        await Feed.SettleAsync([.. (await TakeAsync("crm")).Select(i => new FeedSettlement(i, null, "answered 410"))], Token);
        Assert.Equal("evt_1_2", Assert.Single(await TakeAsync("crm")).Id);
        Assert.Equal([new FeedCount("billing", 1, 0, Start), new FeedCount("crm", 1, 3, Start)], await Feed.CountAsync(Token));

        var page = await Feed.ListDeadAsync("crm", 2, null, Token);
        var rest = await Feed.ListDeadAsync(null, 2, page.Next, Token);
        Assert.Equal(["evt_1_1", "evt_2_1", "evt_3_1"], page.Items.Concat(rest.Items).Select(i => i.Id));
        Assert.Null(rest.Next);
        Assert.Equal((1, "answered 410"), (page.Items[0].Attempts, page.Items[0].Error));
        Assert.Empty((await Feed.ListDeadAsync("billing", 2, null, Token)).Items);

        Assert.Equal(0, await Feed.ReviveAsync("billing", null, Start, Token));
        Assert.Equal(1, await Feed.ReviveAsync(null, "evt_2_1", Start, Token));
        var revived = Assert.Single(await TakeAsync("crm"));
        Assert.Equal(("evt_2_1", 0), (revived.Id, revived.Attempts));
        Assert.Equal(0, await Feed.ForgetDeadAsync(Start, Token));
        Assert.Equal(2, await Feed.ForgetDeadAsync(Start.AddTicks(1), Token));
        Assert.Empty((await Feed.ListDeadAsync(null, 2, null, Token)).Items);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Feed.ListDeadAsync(null, 2, "nonsense", Token));
    }

    [Fact]
    public async Task A_grain_that_is_removed_takes_its_events_along()
    {
        await AppendAsync(1, 1, "crm");
        await AppendAsync(2, 1, "crm");
        Assert.True(await _journal.RemoveAsync(Samples.Call(1), 1, Token));
        Assert.Equal("evt_2_1", Assert.Single(await TakeAsync("crm")).Id);
    }

    [Fact]
    public async Task Two_who_take_at_once_never_get_the_same()
    {
        for (var grain = 1; grain <= 40; grain++)
        {
            await AppendAsync(grain, 1, "crm");
        }

        var takes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => TakeAsync("crm", limit: 10))));
        var ids = takes.SelectMany(t => t).Select(i => i.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.True(ids.Count >= 20);
    }

    protected abstract ValueTask<IJournal> OpenAsync();

    protected virtual ValueTask CleanAsync() => ValueTask.CompletedTask;

    private Task<IReadOnlyList<FeedItem>> TakeAsync(string receiver, DateTimeOffset? now = null, int limit = 100)
    {
        var at = now ?? Start;
        return Feed.TakeAsync(receiver, limit, at, at.AddSeconds(60), Token);
    }

    private Task SettleAsync(IReadOnlyList<FeedItem> items) => Feed.SettleAsync([.. items.Select(i => new FeedSettlement(i))], Token);

    private Task AppendAsync(int grain, long number, params string[] receivers)
    {
        var append = Samples.Append(grain, number);
        return _journal.AppendAsync(append with
        {
            Summary = append.Summary with { State = GrainState.Ended, EndedAt = Start },
            Feed = [.. receivers.Select(r => new FeedItem
            {
                Receiver = r,
                Id = $"evt_{grain}_{number}",
                Address = Samples.Call(grain),
                Position = number * 8,
                Type = "call.ended",
                At = Start,
                Body = Encoding.UTF8.GetBytes($$"""{"n":{{number}}}"""),
            })],
        });
    }
}

public sealed class MemoryFeedTests : FeedStoreTests
{
    protected override ValueTask<IJournal> OpenAsync() => ValueTask.FromResult<IJournal>(new MemoryJournal());
}

public sealed class SqliteFeedTests : FeedStoreTests
{
    private readonly SqliteFolder _folder = new();

    protected override ValueTask<IJournal> OpenAsync() => ValueTask.FromResult<IJournal>(_folder.Open());

    protected override ValueTask CleanAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class PostgresFeedTests(PostgresServer server) : FeedStoreTests
{
    protected override async ValueTask<IJournal> OpenAsync() => (await server.CreateDatabaseAsync()).Open();
}

/// <summary>What an encrypted journal tells stands encrypted in its store, too.</summary>
public sealed class EncryptedFeedTests : FeedStoreTests
{
    private readonly MemoryJournal _store = new();

    [Fact]
    public async Task What_is_told_is_encrypted_in_the_store()
    {
        await An_event_is_stored_with_its_entries_or_not_at_all();
        var stored = await _store.TakeAsync("crm", 1, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue, TestContext.Current.CancellationToken);
        Assert.True(JournalKeys.IsSealed(Assert.Single(stored).Body.Span));
    }

    protected override ValueTask<IJournal> OpenAsync() => ValueTask.FromResult<IJournal>(new EncryptedJournal(_store, Keys()));

    private static JournalKeys Keys() => new("k1", new Dictionary<string, byte[]> { ["k1"] = new byte[32] });
}
