using System.Collections.Concurrent;
using CallGrains.Storage;

namespace CallGrains.Orleans.Tests;

/// <summary>The journal that all silos share: in memory, counting, and failing where a test says so.</summary>
internal sealed class ProbeJournal : IJournal
{
    private readonly MemoryJournal _inner = new();
    private readonly ConcurrentDictionary<FlowAddress, GrainSummary> _summaries = new();
    private readonly ConcurrentDictionary<FlowAddress, int> _reads = new();
    private int _dueLists;

    public Conditions Conditions { get; } = new();

    /// <summary>Asked before each append; what it returns is thrown.</summary>
    public Func<JournalAppend, Exception?> Fault { get; set; } = _ => null;

    /// <summary>Awaited before an append is acknowledged.</summary>
    public Func<JournalAppend, Task> Delay { get; set; } = _ => Task.CompletedTask;

    /// <summary>Whether nothing is ever due, so that a grain can only be woken for another reason.</summary>
    public bool HidesDue { get; set; }

    public int ReadsOf(FlowAddress address) => _reads.GetValueOrDefault(address);

    public Task<GrainSummary> WhenAsync(FlowAddress address, Func<GrainSummary, bool> holds, string what) =>
        Conditions.WhenAsync(() => _summaries.TryGetValue(address, out var summary) && holds(summary) ? summary : null, what);

    public Task WhenReadAsync(FlowAddress address, int times) =>
        Conditions.WhenAsync(() => ReadsOf(address) >= times ? this : null, $"{address} is read {times} times");

    public Task WhenSweptAsync(int more)
    {
        var goal = _dueLists + more;
        return Conditions.WhenAsync(() => _dueLists >= goal ? this : null, $"{more} lists of what is due");
    }

    public async Task<IReadOnlyList<JournalEntry>> EntriesAsync(FlowAddress address)
    {
        var readers = new CallbackReaders([Events.Reader]);
        var history = await _inner.ReadAsync(address);
        return [.. history!.Entries.Select((e, i) => JournalFormat.Read(e, i + 1, readers))];
    }

    public async Task AppendAsync(JournalAppend append)
    {
        if (Fault(append) is { } fault)
        {
            append.Chain?.Break();
            throw fault;
        }

        // Stored in the order of the calls, acknowledged later and from another thread, as a disk does it.
        var stored = _inner.AppendAsync(append);
        await Task.Run(() => stored);
        await Delay(append);
        _summaries.AddOrUpdate(append.Address, append.Summary, (_, summary) => summary.Sequence > append.Summary.Sequence ? summary : append.Summary);
        Conditions.Changed();
    }

    public Task<JournalHistory?> ReadAsync(FlowAddress address, CancellationToken cancellationToken = default)
    {
        _reads.AddOrUpdate(address, 1, (_, n) => n + 1);
        Conditions.Changed();
        return _inner.ReadAsync(address, cancellationToken);
    }

    public Task<GrainPage> ListAsync(GrainQuery query, CancellationToken cancellationToken = default) => _inner.ListAsync(query, cancellationToken);

    public Task<IReadOnlyList<FlowAddress>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _dueLists);
        Conditions.Changed();
        return _inner.ListDueAsync(HidesDue ? DateTimeOffset.MinValue : now, limit, cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>One silo's hold on the shared journal, which its death cuts.</summary>
internal sealed class SiloJournal(ProbeJournal shared) : IJournal
{
    private volatile bool _dead;

    public void Cut() => _dead = true;

    public Task AppendAsync(JournalAppend append) => Alive().AppendAsync(append);

    public Task<JournalHistory?> ReadAsync(FlowAddress address, CancellationToken cancellationToken = default) => Alive().ReadAsync(address, cancellationToken);

    public Task<GrainPage> ListAsync(GrainQuery query, CancellationToken cancellationToken = default) => Alive().ListAsync(query, cancellationToken);

    public Task<IReadOnlyList<FlowAddress>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        Alive().ListDueAsync(now, limit, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ProbeJournal Alive() => _dead ? throw new JournalUnavailableException("This silo is dead.") : shared;
}
