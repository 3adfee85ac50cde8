using System.Security.Authentication;
using Npgsql;

namespace CallGrains.Storage;

/// <summary>What PostgreSQL's and Npgsql's errors mean for a journal.</summary>
internal static class PostgresErrors
{
    /// <summary>
    /// Whether trying again may help: lost connections, servers that start, stop or change places, deadlocks, a lack of
    /// room.
    /// </summary>
    public static bool MayPass(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => true,

        // A clock far behind has sent a grain to a partition that is dropped already; connecting anew opens it again.
        PostgresException { SqlState: PostgresErrorCodes.CheckViolation } => true,
        PostgresException error => error.SqlState[..2] is "08" or "40" or "53" or "55" or "57" or "58",
        _ => exception is NpgsqlException,
    };

    /// <summary>What the caller is told: never more than that it is not known whether the append was written.</summary>
    public static Exception Create(Exception exception) => exception is NpgsqlException
        ? new JournalUnavailableException($"The journal's database is not available: {Advice(exception)} ({exception.Message}). Reload the grain before going on.", exception)
        : exception;

    private static string Advice(Exception exception) => (exception as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.ReadOnlySqlTransaction => "this server takes no writes: it is a standby; name the primary too (Host=a,b)",
        PostgresErrorCodes.DiskFull => "its disk is full: make room, the journal goes on by itself",
        PostgresErrorCodes.TooManyConnections => "it has no connection left: raise max_connections, or lower 'Maximum Pool Size'",
        PostgresErrorCodes.InsufficientPrivilege => "the user may not do this: grant it the database (CREATE), or the schema callgrains as the user that made it",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "it refuses the user or the password",
        PostgresErrorCodes.InvalidCatalogName => "it has no such database: create it first",
        null when exception.InnerException is AuthenticationException || exception.InnerException?.InnerException is AuthenticationException =>
            "its certificate is not one of the authority in 'Root Certificate', or not for the name in Host",
        null => "the server does not answer: look whether it runs and can be reached",
        _ => "it refused this",
    };
}
