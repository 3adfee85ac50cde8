namespace CallGrains;

/// <summary>
/// Keeps the secrets of capability URLs. A journal that implements it beside <see cref="IJournal"/> gives all processes
/// that share the journal the same secrets, so that each takes the callbacks of URLs that another has signed.
/// </summary>
/// <remarks>Safe for use by many threads and processes: what is added is added by one of them.</remarks>
public interface ICapabilityKeyStore
{
    /// <summary>The secrets, the newest first.</summary>
    /// <param name="add">
    /// Is shown what is kept, the newest first, while nobody else can add; returns a secret to be kept as the newest
    /// (32 bytes or more), or null for none.
    /// </param>
    /// <returns>All that is kept, what was just added included.</returns>
    /// <exception cref="JournalUnavailableException">The store is not available; nothing was added.</exception>
    IReadOnlyList<byte[]> ReadOrAdd(Func<IReadOnlyList<byte[]>, byte[]?> add);
}
