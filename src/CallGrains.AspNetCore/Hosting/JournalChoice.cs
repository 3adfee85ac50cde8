using CallGrains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>Where this process keeps its journal (<see cref="HostSettings.Journal"/>).</summary>
internal static class JournalChoice
{
    public const string Sqlite = "sqlite";
    public const string Memory = "memory";

    public static void Add(IServiceCollection services, HostSettings settings)
    {
        switch (settings.Journal)
        {
            case Sqlite:
                services.AddSqliteJournal(new SqliteJournalOptions { Path = FileOf(settings), CheckLimit = settings.JournalCheckLimit });
                break;
            case Memory:
                services.AddMemoryJournal();
                break;
            default:
                AddPostgres(services, settings, new PostgresJournalOptions { ConnectionString = SecretFile.Complete(settings.Journal, settings.JournalPasswordFile) }, settings.JournalPasswordFile);
                break;
        }
    }

    /// <summary>
    /// The journal of a database, or of that and further ones (<see cref="HostSettings.JournalShards"/>).
    /// </summary>
    public static void AddPostgres(IServiceCollection services, HostSettings settings, PostgresJournalOptions first, string? passwordFile)
    {
        if (settings.JournalShards.Count == 0)
        {
            services.AddPostgresJournal(first);
        }
        else
        {
            services.AddShardedJournal([first, .. settings.JournalShards.Select(s => new PostgresJournalOptions { ConnectionString = SecretFile.CompleteMissing(s, passwordFile) })]);
        }
    }

    /// <summary>For people; without the database's password.</summary>
    public static string Describe(HostSettings settings) => settings.Journal switch
    {
        Sqlite => FileOf(settings),
        Memory => "in memory: gone when this process ends",
        _ => "PostgreSQL",
    };

    private static string FileOf(HostSettings settings) => Path.GetFullPath(Path.Combine(settings.Data, "journal.db"));
}
