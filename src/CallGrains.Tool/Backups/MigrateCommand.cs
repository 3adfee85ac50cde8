using System.CommandLine;
using System.Text.Json;
using CallGrains.Storage;
using Npgsql;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Backups;

/// <summary>
/// <c>migrate</c>: brings a journal to the format of this version before a host of it is started, which would do the
/// same.
/// </summary>
internal static class MigrateCommand
{
    public static Command Create(ToolWorld world)
    {
        var place = new JournalPlace();
        var json = ApiCommand.Json();
        var dryRun = new Option<bool>("--dry-run") { Description = "Change nothing; say which format the journal has." };
        var command = new Command("migrate", "Bring a journal to the format of this version, before its hosts are started.") { dryRun, json };
        place.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(world, place, parsed, parsed.GetValue(dryRun), parsed.GetValue(json), stop));
        return command;
    }

    private static async Task<int> RunAsync(ToolWorld world, JournalPlace place, ParseResult parsed, bool isDryRun, bool json, CancellationToken stop)
    {
        try
        {
            var database = place.PostgresOf(parsed);
            var before = database is null ? JournalFormats.Of(place.SqliteOf(parsed)) : await FormatsAsync(database, stop);
            if (Obstacle(before, database is null ? place.SqliteOf(parsed).Path : "The database") is { } obstacle)
            {
                await world.Error.WriteLineAsync(obstacle);
                return ToolCommand.Failed;
            }

            if (!isDryRun && before.Found < before.Known)
            {
                await ProgressDisplay.WhileAsync(world, $"bringing the journal from format {before.Found} to {before.Known}", () => Task.Run(() => ApplyAsync(database, place.SqliteOf(parsed)), stop));
            }

            await world.Out.WriteLineAsync(json ? JsonSerializer.Serialize(new { from = before.Found, to = isDryRun ? before.Found : before.Known, newest = before.Known }) : Tell(before, isDryRun));
            return ToolCommand.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or JournalFormatException)
        {
            await world.Error.WriteLineAsync(e.Message);
            return ToolCommand.Failed;
        }
        catch (Exception e) when (e is JournalUnavailableException or NpgsqlException)
        {
            await world.Error.WriteLineAsync(e.Message);
            return ToolCommand.Unreachable;
        }
    }

    private static string? Obstacle(JournalFormats formats, string where) => formats switch
    {
        { Found: 0 } => $"{where} holds no journal; a host makes one when it starts.",
        _ when formats.Found > formats.Known => $"{where} was written by a newer version (format {formats.Found}, this one knows up to {formats.Known}): use that version, or restore the copy that was made before.",
        _ => null,
    };

    private static string Tell(JournalFormats formats, bool isDryRun) =>
        formats.Found == formats.Known ? $"The journal is of format {formats.Known}: nothing to do."
        : isDryRun ? $"The journal is of format {formats.Found}; format {formats.Known} is the newest."
        : $"The journal is of format {formats.Known} now; it was of format {formats.Found}.";

    private static async Task<JournalFormats> FormatsAsync(PostgresJournalOptions database, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(stop);
        return await JournalFormats.OfAsync(connection, stop);
    }

    /// <summary>A journal is brought up to date when it is opened; of SQLite's a copy is kept as it was.</summary>
    private static async Task<bool> ApplyAsync(PostgresJournalOptions? database, SqliteJournalOptions file)
    {
        IAsyncDisposable journal = database is null ? SqliteJournal.Open(file) : PostgresJournal.Open(database);
        await journal.DisposeAsync();
        return true;
    }
}
