using System.Text.Json.Nodes;
using CallGrains.Storage;
using CallGrains.Tool.Tests.Support;

namespace CallGrains.Tool.Tests;

/// <summary>Journals are copied, brought back and brought up to date from the command line.</summary>
public sealed class BackupCommandTests : IAsyncLifetime
{
    private readonly Folder _folder = new();

    private string Journal => Path.Combine(_folder.Path, "journal.db");

    public async ValueTask InitializeAsync()
    {
        await using var journal = SqliteJournal.Open(new SqliteJournalOptions { Path = Journal });
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_copy_is_made_and_brought_back()
    {
        var copy = Path.Combine(_folder.Path, "copy.db");

        var backup = await Run.ToolAsync("backup", copy, "--data", _folder.Path, "--json");
        var restore = await Run.ToolAsync("restore", copy, "--data", Path.Combine(_folder.Path, "other"));

        Assert.Equal((0, copy), (backup.Status, (string?)JsonNode.Parse(backup.Out)!["file"]));
        Assert.True(restore.Status == 0, restore.Error);
        Assert.StartsWith("Restored 0 calls", restore.Out, StringComparison.Ordinal);
        Assert.Equal(1, (await Run.ToolAsync("restore", copy, "--data", _folder.Path)).Status);
        Assert.Equal(2, (await Run.ToolAsync("restore", copy, "--cluster-file", "nowhere")).Status);
    }

    [Fact]
    public async Task A_journal_is_brought_to_the_newest_format_and_kept_as_it_was()
    {
        var newest = SqliteSchema.Steps.Count;
        File.Delete(Journal);
        using (var database = SqliteDatabase.Open(Journal, TimeSpan.FromSeconds(5), create: true))
        {
            foreach (var step in SqliteSchema.Steps.Take(newest - 1))
            {
                database.Execute(step);
            }

            database.Execute($"PRAGMA user_version = {newest - 1}; PRAGMA application_id = {SqliteSchema.ApplicationId}");
        }

        var look = await Run.ToolAsync("migrate", "--data", _folder.Path, "--dry-run");
        var migrate = await Run.ToolAsync("migrate", "--data", _folder.Path);
        var again = await Run.ToolAsync("migrate", "--data", _folder.Path, "--json");

        Assert.Equal($"The journal is of format {newest - 1}; format {newest} is the newest.\n", look.Out);
        Assert.Equal($"The journal is of format {newest} now; it was of format {newest - 1}.\n", migrate.Out);
        Assert.Equal($$"""{"from":{{newest}},"to":{{newest}},"newest":{{newest}}}""" + "\n", again.Out);
        Assert.True(File.Exists($"{Journal}.format-{newest - 1}"));
    }

    [Fact]
    public async Task What_cannot_be_brought_up_to_date_is_told()
    {
        using (var database = SqliteDatabase.Open(Journal, TimeSpan.FromSeconds(5), create: false))
        {
            database.Execute("PRAGMA user_version = 99");
        }

        var newer = await Run.ToolAsync("migrate", "--data", _folder.Path);
        var missing = await Run.ToolAsync("migrate", "--data", Path.Combine(_folder.Path, "nowhere"));
        var away = await Run.ToolAsync("migrate", "--cluster-file", _folder.Write("cluster.conf", "Host=127.0.0.1;Port=9;Database=a;Username=b;Timeout=2"));

        Assert.Equal((1, 1, 3), (newer.Status, missing.Status, away.Status));
        Assert.Contains("was written by a newer version (format 99", newer.Error, StringComparison.Ordinal);
        Assert.Contains("holds no journal", missing.Error, StringComparison.Ordinal);
    }
}
