namespace CallGrains.Storage;

/// <summary>
/// Copies of journals, made while they are written and read: all that was acknowledged before a copy began is in it, of
/// each grain the entries up to one of them without a gap, and the keys of capability URLs. What is acknowledged later
/// is not.
/// </summary>
/// <remarks>
/// A copy holds what callers said and typed, and keys: it is its owner's alone (0600 on Unix). It appears under its
/// name when it is complete and on the disk; until then it has the name's ending <c>.partial</c>.
/// </remarks>
public static class JournalBackup
{
    /// <summary>Copies a SQLite journal into one file, which is a journal itself.</summary>
    /// <param name="journal">The journal; a host may have it open.</param>
    /// <param name="copy">The file to make; it must not exist.</param>
    /// <param name="cancellationToken">Ends the copying; nothing is left of it.</param>
    /// <exception cref="IOException">The copy exists, or cannot be written.</exception>
    /// <exception cref="JournalFormatException">The journal is none, or damaged.</exception>
    /// <exception cref="JournalUnavailableException">The journal is not there, or cannot be read.</exception>
    public static Task<JournalCopy> BackUpAsync(SqliteJournalOptions journal, string copy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentException.ThrowIfNullOrEmpty(copy);
        return Task.Run(() => SqliteBackup.Write(journal, Path.GetFullPath(copy), cancellationToken), cancellationToken);
    }

    /// <summary>Makes a journal of a copy, for hosts that are started afterwards.</summary>
    /// <param name="copy">The copy; it is left as it is.</param>
    /// <param name="journal">Where the journal is to be; none of its files may exist.</param>
    /// <param name="cancellationToken">Ends the copying; nothing is left of it.</param>
    /// <exception cref="IOException">A journal is there already, or cannot be written.</exception>
    /// <exception cref="JournalFormatException">The copy is no journal, damaged, or of a newer version.</exception>
    /// <exception cref="JournalUnavailableException">The copy is not there, or cannot be read.</exception>
    public static Task<JournalCopy> RestoreAsync(string copy, SqliteJournalOptions journal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentException.ThrowIfNullOrEmpty(copy);
        return Task.Run(() => SqliteBackup.Restore(Path.GetFullPath(copy), journal, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Copies a PostgreSQL journal into one file, by <c>pg_dump</c>. Of the cluster's schema the keys are in it, and
    /// the membership's tables without their rows: the silos of then are not those of a restore.
    /// </summary>
    /// <param name="journal">The journal.</param>
    /// <param name="copy">The file to make; it must not exist.</param>
    /// <param name="cancellationToken">Ends the copying; nothing is left of it.</param>
    /// <exception cref="IOException">The copy exists or cannot be written, or <c>pg_dump</c> is missing or
    /// failed.</exception>
    /// <exception cref="JournalFormatException">The database holds no journal.</exception>
    /// <exception cref="JournalUnavailableException">The database does not answer.</exception>
    public static Task<JournalCopy> BackUpAsync(PostgresJournalOptions journal, string copy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentException.ThrowIfNullOrEmpty(copy);
        return PostgresBackup.WriteAsync(journal, Path.GetFullPath(copy), cancellationToken);
    }

    /// <summary>
    /// Brings a copy into a database that holds no journal, by <c>pg_restore</c>, all of it or nothing.
    /// </summary>
    /// <param name="copy">The copy; it is left as it is.</param>
    /// <param name="journal">The database.</param>
    /// <param name="cancellationToken">Ends it; nothing is left of it.</param>
    /// <exception cref="IOException">A journal is there already, or <c>pg_restore</c> is missing or failed.</exception>
    /// <exception cref="JournalFormatException">The copy is no journal, or of a newer version.</exception>
    /// <exception cref="JournalUnavailableException">The database does not answer.</exception>
    public static Task<JournalCopy> RestoreAsync(string copy, PostgresJournalOptions journal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentException.ThrowIfNullOrEmpty(copy);
        return PostgresBackup.RestoreAsync(Path.GetFullPath(copy), journal, cancellationToken);
    }
}
