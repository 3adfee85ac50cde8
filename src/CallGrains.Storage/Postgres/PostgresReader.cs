using CallGrains.Flows;
using Npgsql;

namespace CallGrains.Storage;

/// <summary>Reads, each in one statement and so from one snapshot, on connections of the pool.</summary>
internal sealed class PostgresReader(PostgresStore store)
{
    private const string History = $"""
        SELECT {PostgresHeadColumns.Select}, e.sequence, e.body, e.raw
        FROM {PostgresHeadColumns.From} LEFT JOIN callgrains.entries e ON e.shelf = h.shelf AND e.grain = h.grain
        WHERE g.address = $1 ORDER BY e.sequence
        """;

    private const string Head = $"SELECT {PostgresHeadColumns.Select} FROM {PostgresHeadColumns.From} WHERE g.address = $1";

    private const string Due = "SELECT callgrains.due($1, $2::int)";

    private volatile bool _isClosed;

    /// <summary>See <see cref="IJournal.ReadAsync"/>.</summary>
    public Task<JournalHistory?> ReadHistoryAsync(GrainAddress address, CancellationToken cancellationToken) =>
        RunAsync(History, isPrepared: true, [Text(address.ToString())], ReadHistoryAsync, cancellationToken);

    /// <summary>See <see cref="IJournal.ReadHeadAsync"/>.</summary>
    public Task<GrainHead?> ReadHeadAsync(GrainAddress address, CancellationToken cancellationToken) =>
        RunAsync(Head, isPrepared: true, [Text(address.ToString())], async (rows, token) => await rows.ReadAsync(token) ? PostgresHeadColumns.Read(rows) : null, cancellationToken);

    /// <summary>See <see cref="IJournal.ListDueAsync"/>.</summary>
    public Task<IReadOnlyList<GrainAddress>> ReadDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        RunAsync(Due, isPrepared: true, [Number(PostgresTime.ToStored(now)), Number(limit)], ReadDueAsync, cancellationToken);

    /// <summary>See <see cref="IJournal.ListAsync"/>.</summary>
    public Task<GrainPage> ReadPageAsync(GrainQuery query, CancellationToken cancellationToken)
    {
        NpgsqlParameter[] parameters = [Number(JournalRules.ReadCursor(query.After)), Text(query.Flow), Text(query.Number)];
        return RunAsync(PostgresListing.Sql(query), isPrepared: false, parameters, (rows, token) => PostgresListing.ReadAsync(rows, query.Size, token), cancellationToken);
    }

    /// <summary>From now on each read says that the journal is closed.</summary>
    public void Close() => _isClosed = true;

    private Task<T> RunAsync<T>(
        string sql, bool isPrepared, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return store.Outage.RideAsync(RunOnceAsync, cancellationToken);

        async Task<T> RunOnceAsync()
        {
            ThrowIfClosed();
            await using var connection = await store.Source.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.AddRange(Array.ConvertAll(parameters, parameter => parameter.Clone()));
            if (isPrepared)
            {
                await command.PrepareAsync(cancellationToken);
            }

            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            return await read(rows, cancellationToken);
        }
    }

    private void ThrowIfClosed()
    {
        if (_isClosed)
        {
            throw new JournalUnavailableException("The journal is closed: it cannot be read any more.");
        }
    }

    private static async Task<JournalHistory?> ReadHistoryAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        if (!await rows.ReadAsync(cancellationToken))
        {
            return null;
        }

        var head = PostgresHeadColumns.Read(rows);
        var entries = new List<StoredEntry>((int)Math.Min(head.Sequence, 1024));
        var first = rows.IsDBNull(PostgresHeadColumns.Count) ? 1 : rows.GetInt64(PostgresHeadColumns.Count);
        do
        {
            if (rows.IsDBNull(PostgresHeadColumns.Count) || rows.GetInt64(PostgresHeadColumns.Count) != first + entries.Count)
            {
                break;
            }

            entries.Add(new StoredEntry(rows.GetFieldValue<byte[]>(PostgresHeadColumns.Count + 1), rows.GetFieldValue<byte[]>(PostgresHeadColumns.Count + 2)));
        }
        while (await rows.ReadAsync(cancellationToken));

        return first + entries.Count - 1 == head.Sequence
            ? new JournalHistory(head, entries)
            : throw new JournalFormatException($"{head.Address} stands at entry {head.Sequence}, but entry {first + entries.Count} is missing: the data are damaged; restore a backup.");
    }

    private static async Task<IReadOnlyList<GrainAddress>> ReadDueAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        var due = new List<GrainAddress>();
        while (await rows.ReadAsync(cancellationToken))
        {
            due.Add(PostgresHeadColumns.ReadAddress(rows));
        }

        return due;
    }

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<string?> Text(string? value) =>
        new() { TypedValue = PostgresText.Clean(value), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };
}
