namespace CallGrains.Flows.Runtime;

/// <summary>
/// Counts live calls and threads by the flow and version that they began with: which versions may be retired, and which
/// are missing.
/// </summary>
/// <param name="journal">Where they are listed; each count reads all live summaries, a page at a time.</param>
/// <param name="flows">What is registered.</param>
/// <remarks>Safe for many threads.</remarks>
public sealed class FlowUsage(IJournal journal, FlowRegistry flows)
{
    private const int Page = 1000;

    /// <summary>Counts now.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>All that are registered or needed, by name and version.</returns>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    public async Task<IReadOnlyList<FlowCount>> CountAsync(CancellationToken cancellationToken = default)
    {
        var counts = flows.All.ToDictionary(f => (f.Name, f.Version), f => new FlowCount(f.Name, f.Version, IsRegistered: true, flows.Find(f.Name) == f));
        await AddAsync(counts, GrainState.Live, c => c with { Live = c.Live + 1 }, cancellationToken);
        await AddAsync(counts, GrainState.Ending, c => c with { Ending = c.Ending + 1 }, cancellationToken);
        return [.. counts.Values.OrderBy(c => c.Flow, StringComparer.Ordinal).ThenBy(c => c.Version)];
    }

    private async Task AddAsync(Dictionary<(string Name, int Version), FlowCount> counts, GrainState state, Func<FlowCount, FlowCount> add, CancellationToken cancellationToken)
    {
        var query = new GrainQuery { State = state, Size = Page };
        do
        {
            var page = await journal.ListAsync(query, cancellationToken);
            foreach (var summary in page.Items.Where(h => h.Flow.Length > 0))
            {
                var key = (summary.Flow, summary.FlowVersion);
                counts[key] = add(counts.GetValueOrDefault(key) ?? new FlowCount(summary.Flow, summary.FlowVersion, IsRegistered: false, IsNewest: false));
            }

            query = query with { After = page.Next };
        }
        while (query.After is not null);
    }
}

/// <summary>One version of a flow, and who needs it.</summary>
/// <param name="Flow">The flow's name.</param>
/// <param name="Version">The version.</param>
/// <param name="IsRegistered">Whether this program has its class.</param>
/// <param name="IsNewest">Whether new calls begin with it.</param>
public sealed record FlowCount(string Flow, int Version, bool IsRegistered, bool IsNewest)
{
    /// <summary>Calls and threads that are live.</summary>
    public long Live { get; init; }

    /// <summary>Those that are over but have work left to do.</summary>
    public long Ending { get; init; }

    /// <summary>
    /// Whether some need it, and this program does not have it: they wait where they stand until it does.
    /// </summary>
    public bool IsMissing => !IsRegistered && Live + Ending > 0;

    /// <summary>Whether nothing needs its class any more: an older version whose last call has ended.</summary>
    public bool MayRetire => IsRegistered && !IsNewest && Live + Ending == 0;
}
