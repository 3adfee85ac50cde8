namespace CallGrains.Storage;

/// <summary>Where the SQLite journal lives, and how much it takes at once.</summary>
public sealed class SqliteJournalOptions
{
    /// <summary>
    /// The file; its folder is created when missing. Three more files appear beside it (<c>-wal</c>, <c>-shm</c>,
    /// <c>-mark</c>) and belong to it. It must be on a local disk: the locks that SQLite needs do not work on network
    /// shares.
    /// </summary>
    public required string Path
    {
        get;
        init => field = string.IsNullOrWhiteSpace(value) ? "" : System.IO.Path.GetFullPath(value);
    }

    /// <summary>
    /// How long a batch or a read waits for another process that writes the same file; then it fails as unavailable.
    /// 5 seconds by default; zero means not at all; at most 1 hour.
    /// </summary>
    public TimeSpan BusyLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many appends may wait for the disk; more are refused as overload. 10,000 by default, 1 or more.
    /// </summary>
    public int MaxWaitingAppends { get; init; } = 10_000;

    /// <summary>How many appends go into one transaction at most. 1,000 by default, 1 or more.</summary>
    public int MaxBatchAppends { get; init; } = 1_000;

    /// <summary>
    /// How long the file may be looked through for damage when it is opened; what has not been read by then is not
    /// looked at. 5 seconds by default; zero: no look; at most 1 hour.
    /// </summary>
    public TimeSpan CheckLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The largest the file may get, in pages of 4 KiB; null: as large as the disk allows. Read again after each
    /// failure.
    /// </summary>
    internal int? MaxPages { get; set; }

    /// <summary>All that is wrong with the options, one line each.</summary>
    internal IEnumerable<string> Faults()
    {
        if (Path.Length == 0)
        {
            yield return "SqliteJournalOptions.Path is empty; name a file, such as data/journal.db.";
        }

        if (BusyLimit < TimeSpan.Zero || BusyLimit > TimeSpan.FromHours(1))
        {
            yield return $"SqliteJournalOptions.BusyLimit is {BusyLimit}; write 00:00:00 to 01:00:00.";
        }

        if (CheckLimit < TimeSpan.Zero || CheckLimit > TimeSpan.FromHours(1))
        {
            yield return $"SqliteJournalOptions.CheckLimit is {CheckLimit}; write 00:00:00 to 01:00:00.";
        }

        if (MaxWaitingAppends < 1)
        {
            yield return $"SqliteJournalOptions.MaxWaitingAppends is {MaxWaitingAppends}; write 1 or more.";
        }

        if (MaxBatchAppends < 1)
        {
            yield return $"SqliteJournalOptions.MaxBatchAppends is {MaxBatchAppends}; write 1 or more.";
        }
    }
}
