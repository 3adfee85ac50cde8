using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing.Oracle;

/// <summary>The store as one process sees it; what it has taken is shown to the checker.</summary>
internal sealed class AuditedJournal(IJournal store, InvariantChecker checker, HostProcess process) : IJournal
{
    public Task AppendAsync(JournalAppend append)
    {
        var written = store.AppendAsync(append);
        if (written.IsCompletedSuccessfully)
        {
            checker.Stored(process, append);
        }

        return written;
    }

    public Task<JournalHistory?> ReadAsync(FlowAddress address, CancellationToken cancellationToken = default) => store.ReadAsync(address, cancellationToken);

    public Task<GrainPage> ListAsync(GrainQuery query, CancellationToken cancellationToken = default) => store.ListAsync(query, cancellationToken);

    public Task<IReadOnlyList<FlowAddress>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        store.ListDueAsync(now, limit, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
