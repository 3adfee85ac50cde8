using System.CommandLine;
using System.Globalization;
using System.Text.Json;
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
        var place = new JournalPlace();
        var json = ApiCommand.Json();
        var command = new Command(name, description) { file, json };
        place.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(world, done, parsed.GetValue(json), parsed.GetValue(file)!, place.PostgresOf(parsed) is { } database
            ? path => postgres(database, path, stop)
            : path => sqlite(place.SqliteOf(parsed), path, stop)));
        return command;
    }

    private static async Task<int> RunAsync(ToolWorld world, string done, bool json, string file, Func<string, Task<JournalCopy>> work)
    {
        var begun = world.Time.GetTimestamp();
        try
        {
            var copy = await ProgressDisplay.WhileAsync(world, $"copying {file}", () => work(file));
            await world.Out.WriteLineAsync(json ? JsonSerializer.Serialize(new { file = Path.GetFullPath(file), grains = copy.Grains, format = copy.Format, bytes = copy.Bytes }) : string.Create(
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
