using Npgsql;

namespace CallGrains.Storage;

/// <summary>The columns of a grain's summary, in the order they are read in.</summary>
internal static class PostgresSummaryColumns
{
    /// <summary>How many there are: the first column of one's own has this number.</summary>
    public const int Count = 17;

    public const string Select = """
        g.address, h.sequence, h.state, g.flow, g.flow_version, g.direction, g.from_number, g.to_number, g.carrier_id,
        g.created_at, g.ended_at, g.cause, g.fault, h.wake_at, h.pending_effects, g.status, g.result
        """;

    public const string From = "callgrains.grains g JOIN callgrains.heads h ON h.grain = g.id";

    /// <summary>Reads a row that begins with <see cref="Select"/>.</summary>
    public static GrainSummary Read(NpgsqlDataReader row) => new()
    {
        Address = ReadAddress(row),
        Sequence = row.GetInt64(1),
        State = (GrainState)row.GetInt16(2),
        Flow = row.GetString(3),
        FlowVersion = row.GetInt32(4),
        Direction = Text(row, 5),
        From = Text(row, 6),
        To = Text(row, 7),
        CarrierId = Text(row, 8),
        CreatedAt = PostgresTime.ToTime(row.GetInt64(9)),
        EndedAt = Time(row, 10),
        Cause = Text(row, 11),
        Fault = Text(row, 12),
        WakeAt = Time(row, 13),
        PendingEffects = row.GetInt32(14),
        Status = Text(row, 15),
        Result = Text(row, 16),
    };

    /// <summary>Reads the address in column 0.</summary>
    public static FlowAddress ReadAddress(NpgsqlDataReader row) => FlowAddress.TryParse(row.GetString(0), out var address)
        ? address
        : throw new JournalFormatException($"The journal names a grain '{row.GetString(0)}', which is no address: the data are damaged; restore a backup.");

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : PostgresTime.ToTime(row.GetInt64(column));
}
