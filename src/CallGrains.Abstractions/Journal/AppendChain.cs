namespace CallGrains.Journals;

/// <summary>
/// Ties together the appends that one activation makes on the strength of one load of its journal. When one of them
/// fails, the chain is broken and all later ones fail with a <see cref="JournalConflictException"/>.
/// </summary>
/// <remarks>
/// Without it, an append that was started before the failure of its predecessor is known could land: when a competitor
/// has written just as many entries as the predecessor had, the numbers match again, but not the history.
/// A new load takes a new chain. Safe for use by many threads.
/// </remarks>
public sealed class AppendChain
{
    private volatile bool _isBroken;

    /// <summary>Whether an append of this chain has failed.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>Called by a journal before it reports an append of this chain as failed.</summary>
    public void Break() => _isBroken = true;
}
