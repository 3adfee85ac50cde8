namespace CallGrains.Storage;

/// <summary>
/// A journal whose entries and callbacks are encrypted (AES-256-GCM) on their way into the store, and decrypted on
/// their way out. The index beside them (addresses, numbers, flows, times, status, result, faults) is not: lists go by
/// it. What was stored in clear before is read as it is.
/// </summary>
/// <remarks>Safe for use by many threads. Disposal disposes the store.</remarks>
/// <param name="store">Where it is kept.</param>
/// <param name="keys">The keys: the current one encrypts, all of them decrypt.</param>
/// <param name="encrypts">Whether what is appended is encrypted; true by default. False reads what was encrypted
/// before, and appends in clear.</param>
public sealed class EncryptedJournal(IJournal store, JournalKeys keys, bool encrypts = true) : IJournal
{
    /// <summary>Where it is kept.</summary>
    public IJournal Store => store;

    /// <inheritdoc/>
    public Task AppendAsync(JournalAppend append)
    {
        ArgumentNullException.ThrowIfNull(append);
        return store.AppendAsync(encrypts ? append with { Entries = [.. append.Entries.Select(Encrypt)] } : append);
    }

    /// <inheritdoc/>
    public async Task<JournalHistory?> ReadAsync(FlowAddress address, CancellationToken cancellationToken = default) =>
        await store.ReadAsync(address, cancellationToken) is { } history ? history with { Entries = [.. history.Entries.Select(Decrypt)] } : null;

    /// <inheritdoc/>
    public async Task<JournalPart?> ReadPartAsync(FlowAddress address, long after, CancellationToken cancellationToken = default) =>
        await store.ReadPartAsync(address, after, cancellationToken) is { } part ? part with { Entries = [.. part.Entries.Select(Decrypt)] } : null;

    /// <inheritdoc/>
    public Task<GrainSummary?> ReadSummaryAsync(FlowAddress address, CancellationToken cancellationToken = default) => store.ReadSummaryAsync(address, cancellationToken);

    /// <inheritdoc/>
    public async Task<StoredEntry?> ReadFirstAsync(FlowAddress address, CancellationToken cancellationToken = default) =>
        await store.ReadFirstAsync(address, cancellationToken) is { } first ? Decrypt(first) : null;

    /// <inheritdoc/>
    public Task<GrainPage> ListAsync(GrainQuery query, CancellationToken cancellationToken = default) => store.ListAsync(query, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FlowAddress>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        store.ListDueAsync(now, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<PurgeReport> PurgeAsync(PurgeRequest request, CancellationToken cancellationToken = default) => store.PurgeAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(FlowAddress address, long sequence, CancellationToken cancellationToken = default) => store.RemoveAsync(address, sequence, cancellationToken);

    /// <inheritdoc/>
    public Task<string?> CheckAsync(CancellationToken cancellationToken = default) => store.CheckAsync(cancellationToken);

    /// <summary>Disposes the store.</summary>
    public ValueTask DisposeAsync() => store.DisposeAsync();

    private StoredEntry Encrypt(StoredEntry entry) => new(keys.Seal(entry.Body.Span), entry.Raw.IsEmpty ? default : keys.Seal(entry.Raw.Span));

    // The body alone says whether it was encrypted: a callback may begin as its sender likes.
    private StoredEntry Decrypt(StoredEntry entry) => !JournalKeys.IsSealed(entry.Body.Span)
        ? entry
        : new StoredEntry(keys.Open(entry.Body.Span), entry.Raw.IsEmpty ? default : keys.Open(entry.Raw.Span));
}
