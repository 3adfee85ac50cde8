using CallGrains.Flows;
using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing.Oracle;

/// <summary>The store as one process sees it; what it has taken is shown to the judge.</summary>
internal sealed class AuditedJournal(IJournal store, Judge judge, HostProcess process) : IJournal
{
    public Task AppendAsync(JournalAppend append)
    {
        var written = store.AppendAsync(append);
        if (written.IsCompletedSuccessfully)
        {
            judge.Stored(process, append);
        }

        return written;
    }

    public Task<JournalHistory?> ReadAsync(GrainAddress address, CancellationToken cancellationToken = default) => store.ReadAsync(address, cancellationToken);

    public Task<GrainPage> ListAsync(GrainQuery query, CancellationToken cancellationToken = default) => store.ListAsync(query, cancellationToken);

    public Task<IReadOnlyList<GrainAddress>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        store.ListDueAsync(now, limit, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
