namespace CallGrains.Storage;

/// <summary>
/// What a kind of journal knows about writing: one batch, one transaction. Used and disposed by one thread.
/// </summary>
internal interface IBatchWriter : IDisposable
{
    /// <summary>
    /// Commits the batch in one transaction, in its order, without those whose <see cref="PendingAppend.MayFollow"/>
    /// says no. It throws when the transaction failed as a whole; then the next batch starts from a clean state.
    /// </summary>
    void Write(IReadOnlyList<PendingAppend> batch);
}
