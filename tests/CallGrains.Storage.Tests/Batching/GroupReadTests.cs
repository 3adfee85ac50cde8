namespace CallGrains.Storage.Tests;

public sealed class GroupReadTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _mayFinish = new(0);
    private readonly List<int> _sizes = [];
    private Exception? _failure;

    [Fact]
    public async Task Reads_that_come_while_others_are_under_way_share_the_next_statement()
    {
        var reads = new GroupRead(ReadAsync);
        var first = await StartTwoAsync(reads);
        var others = Enumerable.Range(2, 50).Select(grain => reads.ReadAsync(Samples.Call(grain), CancellationToken.None)).ToList();
        _mayFinish.Release(3);
        var histories = await Task.WhenAll([.. first, .. others]).WaitAsync(Limit);
        Assert.Equal(Enumerable.Range(0, 52).Select(Samples.Call), histories.Select(history => history!.Summary.Address));
        Assert.Equal([1, 1, 50], _sizes);
    }

    [Fact]
    public async Task A_statement_that_fails_fails_each_of_its_reads_in_words_of_its_own_and_the_next_goes_on()
    {
        var reads = new GroupRead(ReadAsync);
        var first = await StartTwoAsync(reads);
        _failure = new JournalUnavailableException("gone");
        List<Task<JournalHistory?>> failed = [reads.ReadAsync(Samples.Call(2), CancellationToken.None), reads.ReadAsync(Samples.Call(3), CancellationToken.None)];
        _mayFinish.Release(3);
        var failures = await Task.WhenAll(failed.Select(read => Assert.ThrowsAsync<JournalUnavailableException>(() => read.WaitAsync(Limit))));
        Assert.NotSame(failures[0], failures[1]);
        await Task.WhenAll(first.Select(read => Assert.ThrowsAsync<JournalUnavailableException>(() => read.WaitAsync(Limit))));
        _failure = null;
        _mayFinish.Release();
        Assert.NotNull(await reads.ReadAsync(Samples.Call(4), CancellationToken.None).WaitAsync(Limit));
    }

    [Fact]
    public async Task Who_waits_no_more_leaves_the_others_their_answer()
    {
        var reads = new GroupRead(ReadAsync);
        var first = await StartTwoAsync(reads);
        using var impatient = new CancellationTokenSource();
        var (left, stays) = (reads.ReadAsync(Samples.Call(2), impatient.Token), reads.ReadAsync(Samples.Call(3), CancellationToken.None));
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        _mayFinish.Release(3);
        Assert.NotNull(await stays.WaitAsync(Limit));
        await Task.WhenAll(first).WaitAsync(Limit);
    }

    // As many as run at once, each in a statement of its own.
    private async Task<List<Task<JournalHistory?>>> StartTwoAsync(GroupRead reads)
    {
        var started = new List<Task<JournalHistory?>>();
        for (var grain = 0; grain < 2; grain++)
        {
            started.Add(reads.ReadAsync(Samples.Call(grain), CancellationToken.None));
            Assert.True(await _begun.WaitAsync(Limit));
        }

        return started;
    }

    private async Task ReadAsync(IReadOnlyList<WantedHistory> wanted)
    {
        lock (_sizes)
        {
            _sizes.Add(wanted.Count);
        }

        _begun.Release();
        Assert.True(await _mayFinish.WaitAsync(Limit));
        if (_failure is not null)
        {
            throw _failure;
        }

        foreach (var one in wanted)
        {
            one.SetResult(new JournalHistory(new GrainSummary { Address = one.Address, Sequence = 1 }, []));
        }
    }
}
