namespace CallGrains.Storage;

/// <summary>
/// Times as they are stored: 100 ns since 1970 UTC, exact for .NET, where PostgreSQL's own type stops at microseconds.
/// In SQL: <c>to_timestamp(wake_at / 1e7)</c>.
/// </summary>
internal static class PostgresTime
{
    public static long ToStored(DateTimeOffset time) => time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    public static long? ToStored(DateTimeOffset? time) => time is { } known ? ToStored(known) : null;

    public static DateTimeOffset ToTime(long stored) => new(stored + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);
}
