using Npgsql;

namespace CallGrains.Storage;

/// <summary>Reads, each in one statement and so from one snapshot, on connections of the pool.</summary>
internal sealed class PostgresReader
{
    // Each step on its own (OFFSET 0): a plan made while the tables were small must not read all of them when they have
    // grown.
    private const string Histories = $"""
        SELECT g.*, e.sequence, e.body, e.raw, w.place
        FROM unnest($1) WITH ORDINALITY AS w (address, place)
        CROSS JOIN LATERAL (SELECT {PostgresSummaryColumns.Select}, h.shelf, h.grain FROM {PostgresSummaryColumns.From} WHERE g.address = w.address OFFSET 0) g
        LEFT JOIN LATERAL (SELECT e.sequence, e.body, e.raw FROM callgrains.entries e WHERE e.shelf = g.shelf AND e.grain = g.grain OFFSET 0) e ON true
        ORDER BY w.place, e.sequence
        """;

    // The server sends no more than a part: the entries before the one that goes beyond its size.
    private const string Part = $"""
        SELECT g.*, e.sequence, e.body, e.raw
        FROM (SELECT {PostgresSummaryColumns.Select}, h.shelf, h.grain FROM {PostgresSummaryColumns.From} WHERE g.address = $1 OFFSET 0) g
        LEFT JOIN LATERAL (
            SELECT s.sequence, s.body, s.raw, sum(s.size) OVER (ORDER BY s.sequence) - s.size AS before
            FROM (
                SELECT e.sequence, e.body, e.raw, octet_length(e.body) + octet_length(e.raw) AS size
                FROM callgrains.entries e WHERE e.shelf = g.shelf AND e.grain = g.grain AND e.sequence > $2
                ORDER BY e.sequence LIMIT $3) s) e ON e.before < $4
        ORDER BY e.sequence
        """;

    private const string Summary = $"SELECT {PostgresSummaryColumns.Select} FROM {PostgresSummaryColumns.From} WHERE g.address = $1";

    // Writes and flushes a record of the server's log, and needs no table.
    private const string Proof = "SELECT current_setting('transaction_read_only'), pg_logical_emit_message(true, 'callgrains', 'ready')::text";

    private const string First = $"""
        SELECT e.body, e.raw FROM {PostgresSummaryColumns.From} JOIN callgrains.entries e ON e.shelf = h.shelf AND e.grain = h.grain
        WHERE g.address = $1 ORDER BY e.sequence LIMIT 1
        """;

    private const string Due = "SELECT callgrains.due($1, $2::int)";

    private const string DueTimes = """
        SELECT d.address, h.wake_at FROM callgrains.due($1, $2::int) AS d (address) JOIN callgrains.grains g ON g.address = d.address JOIN callgrains.heads h ON h.grain = g.id
        WHERE h.wake_at IS NOT NULL
        """;

    private readonly PostgresStore _store;
    private readonly GroupRead _histories;
    private volatile bool _isClosed;

    public PostgresReader(PostgresStore store)
    {
        _store = store;
        _histories = new GroupRead(ReadHistoriesAsync);
    }

    /// <summary>See <see cref="IJournal.ReadAsync"/>.</summary>
    public Task<JournalHistory?> ReadHistoryAsync(FlowAddress address, CancellationToken cancellationToken) =>
        _histories.ReadAsync(address, cancellationToken);

    /// <summary>See <see cref="IJournal.ReadPartAsync"/>.</summary>
    public Task<JournalPart?> ReadPartAsync(FlowAddress address, long after, CancellationToken cancellationToken) =>
        RunAsync(Part, isPrepared: true, [Text(address.ToString()), Number(after), Number(JournalPart.MostEntries), Number(JournalPart.Size)], (rows, token) => PostgresHistoryRows.ReadPartAsync(rows, after, token), cancellationToken);

    /// <summary>See <see cref="IJournal.ReadSummaryAsync"/>.</summary>
    public Task<GrainSummary?> ReadSummaryAsync(FlowAddress address, CancellationToken cancellationToken) =>
        RunAsync(Summary, isPrepared: true, [Text(address.ToString())], async (rows, token) => await rows.ReadAsync(token) ? PostgresSummaryColumns.Read(rows) : null, cancellationToken);

    /// <summary>See <see cref="IJournal.ReadFirstAsync"/>.</summary>
    public Task<StoredEntry?> ReadFirstAsync(FlowAddress address, CancellationToken cancellationToken) =>
        RunAsync(First, isPrepared: true, [Text(address.ToString())], async (rows, token) =>
            await rows.ReadAsync(token) ? new StoredEntry(rows.GetFieldValue<byte[]>(0), rows.GetFieldValue<byte[]>(1)) : (StoredEntry?)null, cancellationToken);

    /// <summary>See <see cref="IJournal.ListDueAsync"/>.</summary>
    public Task<IReadOnlyList<FlowAddress>> ReadDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        RunAsync(Due, isPrepared: true, [Number(PostgresTime.ToStored(now)), Number(limit)], ReadDueAsync, cancellationToken);

    /// <summary>The same with the times.</summary>
    public Task<IReadOnlyList<DueGrain>> ReadDueTimesAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        RunAsync(DueTimes, isPrepared: true, [Number(PostgresTime.ToStored(now)), Number(limit)], ReadDueTimesAsync, cancellationToken);

    /// <summary>See <see cref="IJournal.ListAsync"/>.</summary>
    public async Task<GrainPage> ReadPageAsync(GrainQuery query, CancellationToken cancellationToken) =>
        (await ReadKeyedPageAsync(query, JournalRules.ReadCursor(query.After), cancellationToken)).Page();

    /// <summary>The same from a key on, with the keys.</summary>
    public Task<KeyedPage> ReadKeyedPageAsync(GrainQuery query, long before, CancellationToken cancellationToken)
    {
        NpgsqlParameter[] parameters = [Number(before), Text(query.Flow), Text(query.Number), Text(query.Cause)];
        cancellationToken.ThrowIfCancellationRequested();
        return _store.Outage.RideAsync(ListOnceAsync, cancellationToken);

        async Task<KeyedPage> ListOnceAsync()
        {
            ThrowIfClosed();
            await using var batch = _store.Source.CreateBatch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresListing.Settings));
            foreach (var sql in PostgresListing.Sql(query))
            {
                var list = new NpgsqlBatchCommand(sql);
                list.Parameters.AddRange(Array.ConvertAll(parameters, parameter => parameter.Clone()));
                batch.BatchCommands.Add(list);
            }

            await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
            await rows.NextResultAsync(cancellationToken);
            return await PostgresListing.ReadAsync(rows, query.Size, cancellationToken);
        }
    }

    /// <summary>Proves that the server takes a commit: not when its disk is full, nor as a standby.</summary>
    public async Task ProveAsync(CancellationToken cancellationToken)
    {
        if (await RunAsync(Proof, isPrepared: false, [], async (rows, token) => await rows.ReadAsync(token) && rows.GetString(0) == "on", cancellationToken))
        {
            throw new JournalUnavailableException("The journal's database is not available: this server takes no writes (transaction_read_only is on); name the primary too (Host=a,b).");
        }
    }

    /// <summary>From now on each read says that the journal is closed.</summary>
    public void Close() => _isClosed = true;

    private Task<T> RunAsync<T>(
        string sql, bool isPrepared, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _store.Outage.RideAsync(RunOnceAsync, cancellationToken);

        async Task<T> RunOnceAsync()
        {
            ThrowIfClosed();
            await using var connection = await _store.Source.OpenConnectionAsync(cancellationToken);
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

    private Task<bool> ReadHistoriesAsync(IReadOnlyList<WantedHistory> wanted)
    {
        var addresses = wanted.Select(w => PostgresText.Clean(w.Address.ToString())!).ToList();
        NpgsqlParameter[] parameters = [new NpgsqlParameter<List<string>> { TypedValue = addresses }];
        return RunAsync(Histories, isPrepared: true, parameters, (rows, token) => PostgresHistoryRows.ReadAsync(rows, wanted, token), CancellationToken.None);
    }

    private static async Task<IReadOnlyList<FlowAddress>> ReadDueAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        var due = new List<FlowAddress>();
        while (await rows.ReadAsync(cancellationToken))
        {
            due.Add(PostgresSummaryColumns.ReadAddress(rows));
        }

        return due;
    }

    private static async Task<IReadOnlyList<DueGrain>> ReadDueTimesAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        var due = new List<DueGrain>();
        while (await rows.ReadAsync(cancellationToken))
        {
            due.Add(new DueGrain(rows.GetInt64(1), PostgresSummaryColumns.ReadAddress(rows)));
        }

        return due;
    }

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<string?> Text(string? value) =>
        new() { TypedValue = PostgresText.Clean(value), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };
}
