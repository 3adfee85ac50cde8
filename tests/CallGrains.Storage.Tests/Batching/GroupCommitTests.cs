using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Storage.Tests;

public sealed class GroupCommitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly SteppedWriter _writer = new();

    [Fact]
    public async Task What_gathers_during_a_commit_shares_the_next_one()
    {
        await using var commits = Start(maxBatch: 1000);
        var appends = new List<Task> { commits.AppendAsync(Samples.Append(0, 1)) };
        await _writer.AwaitBatchAsync();
        appends.AddRange(Enumerable.Range(1, 100).Select(grain => commits.AppendAsync(Samples.Append(grain, 1))));
        _writer.Finish();
        await _writer.AwaitBatchAsync();
        Assert.All(appends.Skip(1), append => Assert.False(append.IsCompleted));
        _writer.Finish();
        await Task.WhenAll(appends).WaitAsync(Limit);
        Assert.Equal([1, 100], _writer.Sizes);
    }

    [Fact]
    public async Task A_batch_has_a_limit()
    {
        await using var commits = Start(maxBatch: 30);
        var first = commits.AppendAsync(Samples.Append(0, 1));
        await _writer.AwaitBatchAsync();
        var others = Enumerable.Range(1, 70).Select(grain => commits.AppendAsync(Samples.Append(grain, 1))).ToList();
        _writer.Finish(4);
        await Task.WhenAll([first, .. others]).WaitAsync(Limit);
        Assert.Equal([1, 30, 30, 10], _writer.Sizes);
    }

    [Fact]
    public async Task A_failed_batch_fails_each_of_its_appends_and_no_other()
    {
        await using var commits = Start(maxBatch: 1000);
        var chain = new AppendChain();
        _writer.Failure = new InvalidOperationException("the cable is out");
        var failed = commits.AppendAsync(Samples.Append(0, 1) with { Chain = chain });
        await _writer.AwaitBatchAsync();
        _writer.Finish();
        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(() => failed.WaitAsync(Limit));
        Assert.Contains("the cable is out", failure.Message, StringComparison.Ordinal);
        Assert.True(chain.IsBroken);
        _writer.Failure = null;
        _writer.Finish();
        await commits.AppendAsync(Samples.Append(0, 1)).WaitAsync(Limit);
    }

    [Fact]
    public async Task Disposal_waits_for_what_is_queued_and_closes_the_writer()
    {
        var commits = Start(maxBatch: 1000);
        var first = commits.AppendAsync(Samples.Append(0, 1));
        await _writer.AwaitBatchAsync();
        var second = commits.AppendAsync(Samples.Append(1, 1));
        var disposal = commits.DisposeAsync().AsTask();
        Assert.False(disposal.IsCompleted);
        _writer.Finish(2);
        await disposal.WaitAsync(Limit);
        await Task.WhenAll(first, second);
        Assert.True(_writer.IsDisposed);
    }

    private GroupCommit Start(int maxBatch) => new(new BatchLimits(1000, maxBatch), NullLogger.Instance, _writer);

    /// <summary>Commits when the test says so.</summary>
    private sealed class SteppedWriter : IBatchWriter
    {
        private readonly SemaphoreSlim _begun = new(0);
        private readonly SemaphoreSlim _mayFinish = new(0);

        public ConcurrentQueue<int> Sizes { get; } = [];

        public Exception? Failure { get; set; }

        public bool IsDisposed { get; private set; }

        public async Task AwaitBatchAsync() => Assert.True(await _begun.WaitAsync(Limit));

        public void Finish(int batches = 1) => _mayFinish.Release(batches);

        public void Write(IReadOnlyList<PendingAppend> batch)
        {
            Sizes.Enqueue(batch.Count);
            _begun.Release();
            _mayFinish.Wait();
            if (Failure is not null)
            {
                throw Failure;
            }
        }

        public void Dispose() => IsDisposed = true;
    }
}
