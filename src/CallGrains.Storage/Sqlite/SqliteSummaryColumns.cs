namespace CallGrains.Storage;

/// <summary>
/// The columns of a grain's summary: the order they are read in, and the parameters they are written by.
/// </summary>
internal static class SqliteSummaryColumns
{
    public const string Select = """
        address, sequence, state, flow, flow_version, direction, from_number, to_number, carrier_id,
        created_at, ended_at, cause, fault, wake_at, pending_effects, status, result
        """;

    /// <summary>How many there are: the first column of one's own has this number.</summary>
    public const int Count = 17;

    /// <summary>?1 is the address, ?18 the time, ?19 the kind.</summary>
    public const string Insert = """
        INSERT INTO grains (address, sequence, state, flow, flow_version, direction, from_number, to_number, carrier_id,
            created_at, ended_at, cause, fault, wake_at, pending_effects, status, result, used_at, kind)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
        """;

    /// <summary>
    /// ?1 is the key. It changes no row when flow, numbers or the time of the beginning differ, which hardly ever
    /// happens: SQLite rewrites the indexes of all columns that a statement names, whether or not their values change.
    /// </summary>
    public const string Update = $"{UpdateRest} WHERE id = ?1 AND flow IS ?4 AND from_number IS ?7 AND to_number IS ?8 AND created_at IS ?10";

    /// <summary>?1 is the key.</summary>
    public const string UpdateAll = $"{UpdateRest}, flow = ?4, from_number = ?7, to_number = ?8, created_at = ?10 WHERE id = ?1";

    private const string UpdateRest = """
        UPDATE grains SET sequence = ?2, state = ?3, flow_version = ?5, direction = ?6, carrier_id = ?9,
            ended_at = ?11, cause = ?12, fault = ?13, wake_at = ?14, pending_effects = ?15,
            status = ?16, result = ?17, used_at = ?18
        """;

    /// <summary>Binds ?2 to ?18.</summary>
    public static void Bind(SqliteStatement statement, GrainSummary summary, DateTimeOffset now)
    {
        statement.Bind(2, summary.Sequence);
        statement.Bind(3, (long)summary.State);
        statement.Bind(4, summary.Flow);
        statement.Bind(5, summary.FlowVersion);
        statement.Bind(6, summary.Direction);
        statement.Bind(7, summary.From);
        statement.Bind(8, summary.To);
        statement.Bind(9, summary.CarrierId);
        statement.Bind(10, ToStored(summary.CreatedAt));
        statement.Bind(11, ToStored(summary.EndedAt));
        statement.Bind(12, summary.Cause);
        statement.Bind(13, summary.Fault);
        statement.Bind(14, ToStored(summary.WakeAt));
        statement.Bind(15, summary.PendingEffects);
        statement.Bind(16, summary.Status);
        statement.Bind(17, summary.Result);
        statement.Bind(18, ToStored(now));
    }

    /// <summary>Reads a row of <see cref="Select"/>.</summary>
    public static GrainSummary Read(SqliteStatement row) => new()
    {
        Address = ReadAddress(row),
        Sequence = row.Number(1),
        State = (GrainState)row.Number(2),
        Flow = row.Text(3) ?? "",
        FlowVersion = (int)row.Number(4),
        Direction = row.Text(5),
        From = row.Text(6),
        To = row.Text(7),
        CarrierId = row.Text(8),
        CreatedAt = ToTime(row.Number(9)),
        EndedAt = ReadTime(row, 10),
        Cause = row.Text(11),
        Fault = row.Text(12),
        WakeAt = ReadTime(row, 13),
        PendingEffects = (int)row.Number(14),
        Status = row.Text(15),
        Result = row.Text(16),
    };

    /// <summary>Reads the address in column 0.</summary>
    public static FlowAddress ReadAddress(SqliteStatement row) => FlowAddress.TryParse(row.Text(0), out var address)
        ? address
        : throw new JournalFormatException($"The journal names a grain '{row.Text(0)}', which is no address: the file is damaged; restore a copy.");

    /// <summary>
    /// 100 ns since 1970 UTC: exact for .NET, and readable in SQL by <c>datetime(x / 1e7, 'unixepoch')</c>.
    /// </summary>
    public static long ToStored(DateTimeOffset time) => time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    public static long? ToStored(DateTimeOffset? time) => time is { } known ? ToStored(known) : null;

    private static DateTimeOffset? ReadTime(SqliteStatement row, int column) => row.IsNull(column) ? null : ToTime(row.Number(column));

    public static DateTimeOffset ToTime(long stored) => new(stored + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);
}
