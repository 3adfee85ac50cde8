using Npgsql;

namespace CallGrains.Storage;

/// <summary>Where the PostgreSQL journal lives, and how much it takes at once.</summary>
public sealed class PostgresJournalOptions
{
    /// <summary>
    /// The database, in Npgsql's words: <c>Host=db;Database=calls;Username=calls;Password=…</c>. The journal lives
    /// there in the schema <c>callgrains</c>. Several hosts (<c>Host=a,b</c>) are tried for the one that takes writes.
    /// Text of this journal never repeats the password.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// How long an append or a read waits for a server that has gone or is changing places; then it fails as
    /// unavailable, and so do all others at once until the server is back. 10 seconds by default; zero means not at
    /// all; at most 1 hour.
    /// </summary>
    public TimeSpan OutageLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many appends may wait for the database; more are refused as overload. 10,000 by default, 1 or more.
    /// </summary>
    public int MaxWaitingAppends { get; init; } = 10_000;

    /// <summary>How many appends go into one transaction at most. 1,000 by default, 1 to 100,000.</summary>
    public int MaxBatchAppends { get; init; } = 1_000;

    /// <summary>All that is wrong with the options, one line each.</summary>
    internal IEnumerable<string> Faults()
    {
        if (ConnectionFault() is { } fault)
        {
            yield return $"PostgresJournalOptions.ConnectionString {fault}; write Host=…;Database=…;Username=…;Password=….";
        }

        if (OutageLimit < TimeSpan.Zero || OutageLimit > TimeSpan.FromHours(1))
        {
            yield return $"PostgresJournalOptions.OutageLimit is {OutageLimit}; write 00:00:00 to 01:00:00.";
        }

        if (MaxWaitingAppends < 1)
        {
            yield return $"PostgresJournalOptions.MaxWaitingAppends is {MaxWaitingAppends}; write 1 or more.";
        }

        if (MaxBatchAppends is < 1 or > 100_000)
        {
            yield return $"PostgresJournalOptions.MaxBatchAppends is {MaxBatchAppends}; write 1 to 100000.";
        }
    }

    // The parser's own message can repeat pieces of the password.
    private string? ConnectionFault()
    {
        try
        {
            return string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(ConnectionString).Host) ? "names no host" : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException)
        {
            return "cannot be parsed (a value with ';' or '=' in it is written in quotes)";
        }
    }
}
