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

    /// <summary>Reads a part of one grain; null when there is no row.</summary>
    public static async Task<JournalPart?> ReadPartAsync(NpgsqlDataReader rows, long after, CancellationToken cancellationToken)
    {
        if (!await rows.ReadAsync(cancellationToken))
        {
            return null;
        }

        var summary = PostgresSummaryColumns.Read(rows);
        var entries = new List<(long Sequence, StoredEntry Entry)>();
        do
        {
            Add(rows, entries);
        }
        while (await rows.ReadAsync(cancellationToken));

        var part = Part(summary, entries, after);
        return part.Entries.Count == entries.Count && (entries.Count > 0 || part.IsLast) ? part : throw Damage(part);
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
            Add(rows, entries);
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

        var part = Part(summary, entries, 0);
        if (part.Entries.Count == entries.Count && part.IsLast)
        {
            wanted.TrySetResult(new JournalHistory(summary, part.Entries));
        }
        else
        {
            wanted.Fail(Damage(part));
        }
    }

    private static void Add(NpgsqlDataReader row, List<(long Sequence, StoredEntry Entry)> entries)
    {
        if (!row.IsDBNull(Sequence))
        {
            entries.Add((row.GetInt64(Sequence), new StoredEntry(row.GetFieldValue<byte[]>(Body), row.GetFieldValue<byte[]>(Raw))));
        }
    }

    // What was forgotten is missing in front; anything else that is missing is damage.
    private static JournalPart Part(GrainSummary summary, List<(long Sequence, StoredEntry Entry)> entries, long after)
    {
        var first = entries.Count > 0 ? entries[0].Sequence : Math.Min(after, summary.Sequence) + 1;
        return new JournalPart(summary, first, [.. entries.TakeWhile((e, i) => e.Sequence == first + i).Select(e => e.Entry)]);
    }

    private static JournalFormatException Damage(JournalPart part) =>
        new($"{part.Summary.Address} stands at entry {part.Summary.Sequence}, but entry {part.Last + 1} is missing: the data are damaged; restore a backup.");
}
