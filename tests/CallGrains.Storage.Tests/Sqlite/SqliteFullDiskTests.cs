using System.Diagnostics;

namespace CallGrains.Storage.Tests;

public sealed class SqliteFullDiskTests : IDisposable
{
    private const int EntrySize = 20_000;
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_file_acknowledges_nothing_it_does_not_have_and_works_again()
    {
        var options = new SqliteJournalOptions { Path = _folder.Path, MaxPages = 200 };
        await using var journal = SqliteJournal.Open(options);
        var acknowledged = await FillAsync(journal);
        options.MaxPages = null;
        await AssertGoesOnAsync(journal, acknowledged);
    }

    [Fact]
    public async Task A_full_disk_acknowledges_nothing_it_does_not_have_and_works_again()
    {
        var disk = Directory.CreateTempSubdirectory("callgrains-small-disk-").FullName;
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk), "Mounting a small disk needs root.");
        try
        {
            var filler = Path.Combine(disk, "filler");
            await File.WriteAllBytesAsync(filler, new byte[1_500_000]);
            var options = new SqliteJournalOptions { Path = Path.Combine(disk, "journal.db") };
            long[] acknowledged;
            await using (var journal = SqliteJournal.Open(options))
            {
                acknowledged = await FillAsync(journal);
                File.Delete(filler);
                await AssertGoesOnAsync(journal, acknowledged);
            }

            await using var again = SqliteJournal.Open(options);
            await AssertHasAsync(again, acknowledged);
        }
        finally
        {
            Run("umount", disk);
            Directory.Delete(disk);
        }
    }

    /// <summary>
    /// Appends to several grains, then to all at once until the disk is full; returns how many entries of each were
    /// acknowledged.
    /// </summary>
    private static async Task<long[]> FillAsync(SqliteJournal journal)
    {
        var acknowledged = new long[4];
        await AssertGoesOnAsync(journal, acknowledged);
        var failures = await Task.WhenAll(acknowledged.Select((_, grain) => FillAsync(journal, grain, acknowledged)));
        Assert.All(failures, failure => Assert.Contains("full", failure.Message, StringComparison.Ordinal));
        await AssertHasAsync(journal, acknowledged);
        return acknowledged;
    }

    private static async Task<JournalUnavailableException> FillAsync(SqliteJournal journal, int grain, long[] acknowledged)
    {
        while (true)
        {
            try
            {
                await journal.AppendAsync(Samples.Append(grain, acknowledged[grain] + 1, EntrySize));
                acknowledged[grain]++;
            }
            catch (JournalUnavailableException exception)
            {
                return exception;
            }
        }
    }

    private static async Task AssertGoesOnAsync(SqliteJournal journal, long[] acknowledged)
    {
        for (var grain = 0; grain < acknowledged.Length; grain++)
        {
            await journal.AppendAsync(Samples.Append(grain, ++acknowledged[grain], EntrySize));
        }

        await AssertHasAsync(journal, acknowledged);
    }

    private static async Task AssertHasAsync(SqliteJournal journal, long[] acknowledged)
    {
        for (var grain = 0; grain < acknowledged.Length; grain++)
        {
            await journal.AssertHasAsync(grain, acknowledged[grain]);
        }
    }

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
