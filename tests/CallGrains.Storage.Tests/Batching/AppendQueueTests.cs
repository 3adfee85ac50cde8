using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Storage.Tests;

public sealed class AppendQueueTests
{
    private readonly AppendQueue _queue = new(capacity: 10, worthwhile: 2);

    [Fact]
    public void A_grain_is_in_one_writers_hands_at_a_time_and_keeps_its_order()
    {
        Add((1, 1));
        var first = Take();
        Add((1, 2), (1, 3), (2, 1));
        var second = Take();
        Add((1, 4));
        Assert.Equal([(1, 1)], Names(first));
        Assert.Equal([(2, 1)], Names(second));
        _queue.GiveBack(second);
        _queue.GiveBack(first);
        Assert.Equal([(1, 2), (1, 3), (1, 4)], Names(Take()));
    }

    [Fact]
    public void What_is_held_keeps_its_order_when_a_batch_is_full()
    {
        Add((1, 1), (2, 1));
        var first = Take();
        Add((1, 2), (2, 2), (1, 3), (2, 3), (3, 1), (3, 2));
        var second = Take();
        Assert.Equal([(3, 1), (3, 2)], Names(second));
        _queue.GiveBack(second);
        _queue.GiveBack(first);
        foreach (var expected in (IEnumerable<(int, long)[]>)[[(1, 2), (2, 2), (1, 3)], [(2, 3)]])
        {
            var next = Take(limit: 3);
            Assert.Equal(expected, Names(next));
            _queue.GiveBack(next);
        }
    }

    [Fact]
    public void What_is_held_counts_as_waiting()
    {
        Add((1, 1));
        var first = Take();
        Add([.. Enumerable.Range(2, 9).Select(number => (1, (long)number)), (2, 1)]);
        var second = Take();
        Assert.Equal([(2, 1)], Names(second));
        Assert.Equal(AppendQueueAnswer.Added, _queue.TryAdd(new PendingAppend(Samples.Append(3, 1))));
        Assert.Equal(AppendQueueAnswer.Full, _queue.TryAdd(new PendingAppend(Samples.Append(4, 1))));
        _queue.GiveBack(first);
    }

    [Fact]
    public void A_closed_queue_lets_one_writer_go_and_leaves_the_rest_to_the_other()
    {
        Add((1, 1));
        var first = Take();
        Add((1, 2));
        _queue.Close();
        Assert.False(_queue.Take([], 10));
        _queue.GiveBack(first);
        Assert.Equal([(1, 2)], Names(Take()));
    }

    [Fact]
    public async Task Two_writers_never_have_the_same_grain_and_write_each_in_order()
    {
        const int Grains = 20;
        const int Appends = 200;
        var at = new long[Grains];
        await using (var commits = new GroupCommit(new BatchLimits(100_000, 7, 1), NullLogger.Instance, new CheckingWriter(at), new CheckingWriter(at)))
        {
            for (var number = 1; number < Appends; number++)
            {
                for (var grain = 0; grain < Grains; grain++)
                {
                    _ = commits.AppendAsync(Samples.Append(grain, number));
                }
            }

            await Task.WhenAll(Enumerable.Range(0, Grains).Select(grain => commits.AppendAsync(Samples.Append(grain, Appends))));
        }

        Assert.All(at, number => Assert.Equal(Appends, number));
    }

    private void Add(params (int Grain, long Number)[] appends)
    {
        foreach (var (grain, number) in appends)
        {
            Assert.Equal(AppendQueueAnswer.Added, _queue.TryAdd(new PendingAppend(Samples.Append(grain, number))));
        }
    }

    private List<PendingAppend> Take(int limit = 10)
    {
        var batch = new List<PendingAppend>();
        Assert.True(_queue.Take(batch, limit));
        return batch;
    }

    private static IEnumerable<(int, long)> Names(List<PendingAppend> batch) =>
        batch.Select(pending => (int.Parse(pending.Append.Address.Id[2..]), pending.Append.Summary.Sequence));

    /// <summary>
    /// Conflicts with whatever does not follow what was written before; so a grain in two hands shows.
    /// </summary>
    private sealed class CheckingWriter(long[] at) : IBatchWriter
    {
        public void Write(IReadOnlyList<PendingAppend> batch)
        {
            foreach (var pending in batch)
            {
                ref var sequence = ref at[int.Parse(pending.Append.Address.Id[2..])];
                var before = Volatile.Read(ref sequence);
                if (pending.MayFollow(before))
                {
                    Thread.Yield();
                    Interlocked.CompareExchange(ref sequence, before + 1, before);
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
