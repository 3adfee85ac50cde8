using System.CommandLine;
using CallGrains.AspNetCore.Hosting;
using CallGrains.Storage;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Backups;

/// <summary>Where a journal is, for commands that open it themselves: the options, and what they mean.</summary>
internal sealed class JournalPlace
{
    private readonly Option<string?> _data = new("--data") { Description = "The folder of a SQLite journal, as the host's --data. [default: data]" };
    private readonly Option<FileInfo?> _cluster = new("--cluster-file") { Description = "A file with a PostgreSQL connection string, as the host's. [default: none]" };
    private readonly Option<FileInfo?> _password = new("--password-file") { Description = "A file whose first line is the database's password. [default: none]" };

    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_cluster);
        command.Add(_password);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_data) is not null && result.GetResult(_cluster) is not null)
            {
                result.AddError("A journal is in a folder (--data) or in a database (--cluster-file); leave one of the two out.");
            }

            foreach (var missing in new[] { result.GetValue(_cluster), result.GetValue(_password) }.OfType<FileInfo>().Where(f => !f.Exists))
            {
                result.AddError($"{missing} is no file.");
            }
        });
    }

    /// <summary>The database; null for a folder.</summary>
    public PostgresJournalOptions? PostgresOf(ParseResult parsed) => parsed.GetValue(_cluster) is not { } file ? null
        : new PostgresJournalOptions { ConnectionString = SecretFile.Complete(File.ReadAllText(file.FullName).Trim(), parsed.GetValue(_password)?.FullName) };

    public SqliteJournalOptions SqliteOf(ParseResult parsed) => new() { Path = Path.Combine(parsed.GetValue(_data) ?? "data", "journal.db") };
}
