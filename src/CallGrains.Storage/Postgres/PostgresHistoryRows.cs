using Npgsql;

namespace CallGrains.Storage;

/// <summary>
/// The rows of several grains' histories: each grain's together, in the order of its entries, with its summary in each.
/// </summary>
internal static class PostgresHistoryRows
{
    // After the summary's columns come the partition and the key of the grain, an entry, and the place among those
    // wanted.
    private const int Sequence = PostgresSummaryColumns.Count + 2;
    private const int Body = Sequence + 1;
    private const int Raw = Sequence + 2;
    private const int Place = Sequence + 3;

    /// <summary>
    /// Answers each of those that wait; who is not in the rows was never written. What is damaged fails by itself.
    /// </summary>
    public static async Task<bool> ReadAsync(NpgsqlDataReader rows, IReadOnlyList<WantedHistory> wanted, CancellationToken cancellationToken)
    {
        var isThere = await rows.ReadAsync(cancellationToken);
        while (isThere)
        {
            isThere = await ReadOneAsync(rows, wanted, cancellationToken);
        }

        foreach (var one in wanted)
        {
            one.TrySetResult(null);
        }

        return true;
    }

    /// <summary>Reads one grain; answers whether the rows go on with another.</summary>
    private static async Task<bool> ReadOneAsync(NpgsqlDataReader rows, IReadOnlyList<WantedHistory> wanted, CancellationToken cancellationToken)
    {
        var place = rows.GetInt64(Place);
        var (summary, fault) = Summary(rows);
        var entries = new List<(long Sequence, StoredEntry Entry)>();
        bool isThere;
        do
        {
            if (!rows.IsDBNull(Sequence))
            {
                entries.Add((rows.GetInt64(Sequence), new StoredEntry(rows.GetFieldValue<byte[]>(Body), rows.GetFieldValue<byte[]>(Raw))));
            }

            isThere = await rows.ReadAsync(cancellationToken);
        }
        while (isThere && rows.GetInt64(Place) == place);

        Answer(wanted[(int)place - 1], summary, fault, entries);
        return isThere;
    }

    private static (GrainSummary? Summary, JournalFormatException? Fault) Summary(NpgsqlDataReader row)
    {
        try
        {
            return (PostgresSummaryColumns.Read(row), null);
        }
        catch (JournalFormatException e)
        {
            return (null, e);
        }
    }

    private static void Answer(WantedHistory wanted, GrainSummary? summary, JournalFormatException? fault, List<(long Sequence, StoredEntry Entry)> entries)
    {
        if (summary is null)
        {
            wanted.Fail(fault!);
            return;
        }

        // What was forgotten is missing in front; anything else that is missing is damage.
        var first = entries.Count > 0 ? entries[0].Sequence : 1;
        var count = entries.TakeWhile((e, i) => e.Sequence == first + i).Count();
        if (first + count - 1 == summary.Sequence)
        {
            wanted.TrySetResult(new JournalHistory(summary, [.. entries.Select(e => e.Entry)]));
        }
        else
        {
            wanted.Fail(new JournalFormatException($"{summary.Address} stands at entry {summary.Sequence}, but entry {first + count} is missing: the data are damaged; restore a backup."));
        }
    }
}
