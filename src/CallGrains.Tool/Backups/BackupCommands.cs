using System.CommandLine;
using System.Globalization;
using CallGrains.Storage;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Backups;

/// <summary>
/// <c>backup FILE</c> and <c>restore FILE</c>: a journal in one file, taken while hosts run, and made a journal again
/// before they do.
/// </summary>
internal static class BackupCommands
{
    public static Command CreateBackup(ToolWorld world) => Create(
        world,
        "backup",
        "Copy a journal into one file, while its hosts run.",
        "The file to make; it must not exist.",
        "Copied",
        (journal, file, stop) => JournalBackup.BackUpAsync(journal, file, stop),
        (journal, file, stop) => JournalBackup.BackUpAsync(journal, file, stop));

    public static Command CreateRestore(ToolWorld world) => Create(
        world,
        "restore",
        "Make a journal of a copy, before its hosts are started.",
        "The copy.",
        "Restored",
        (journal, file, stop) => JournalBackup.RestoreAsync(file, journal, stop),
        (journal, file, stop) => JournalBackup.RestoreAsync(file, journal, stop));

    private static Command Create(
        ToolWorld world,
        string name,
        string description,
        string what,
        string done,
        Func<SqliteJournalOptions, string, CancellationToken, Task<JournalCopy>> sqlite,
        Func<PostgresJournalOptions, string, CancellationToken, Task<JournalCopy>> postgres)
    {
        var file = new Argument<string>("FILE") { Description = what };
        var data = new Option<string?>("--data") { Description = "The folder of a SQLite journal, as the host's --data. [default: data]" };
        var cluster = new Option<FileInfo?>("--cluster-file") { Description = "A file with a PostgreSQL connection string, as the host's. [default: none]" };
        var password = new Option<FileInfo?>("--password-file") { Description = "A file whose first line is the database's password. [default: none]" };
        var command = new Command(name, description) { file, data, cluster, password };
        command.Validators.Add(result =>
        {
            if (result.GetResult(data) is not null && result.GetResult(cluster) is not null)
            {
                result.AddError("A journal is in a folder (--data) or in a database (--cluster-file); leave one of the two out.");
            }

            foreach (var missing in new[] { result.GetValue(cluster), result.GetValue(password) }.OfType<FileInfo>().Where(f => !f.Exists))
            {
                result.AddError($"{missing} is no file.");
            }
        });
        command.SetAction((parsed, stop) => RunAsync(world, done, parsed.GetValue(file)!, parsed.GetValue(cluster) is { } connection
            ? path => postgres(new PostgresJournalOptions { ConnectionString = Complete(connection, parsed.GetValue(password)) }, path, stop)
            : path => sqlite(new SqliteJournalOptions { Path = Path.Combine(parsed.GetValue(data) ?? "data", "journal.db") }, path, stop)));
        return command;
    }

    private static string Complete(FileInfo connection, FileInfo? password)
    {
        var text = File.ReadAllText(connection.FullName).Trim();
        return password is null ? text : new Npgsql.NpgsqlConnectionStringBuilder(text) { Password = File.ReadLines(password.FullName).FirstOrDefault() ?? "" }.ConnectionString;
    }

    private static async Task<int> RunAsync(ToolWorld world, string done, string file, Func<string, Task<JournalCopy>> work)
    {
        var begun = world.Time.GetTimestamp();
        try
        {
            var copy = await work(file);
            await world.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{done} {copy.Grains:N0} calls, conferences and threads (format {copy.Format}, {copy.Bytes / 1e6:N1} MB) in {world.Time.GetElapsedTime(begun).TotalSeconds:0.0} s."));
            return ToolCommand.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or JournalFormatException or JournalUnavailableException)
        {
            await world.Error.WriteLineAsync(e.Message);
            return ToolCommand.Failed;
        }
    }
}
