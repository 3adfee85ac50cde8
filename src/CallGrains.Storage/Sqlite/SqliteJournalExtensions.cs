using CallGrains.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the journal in a SQLite file.</summary>
public static class SqliteJournalExtensions
{
    /// <summary>
    /// Makes a <see cref="SqliteJournal"/> the <see cref="IJournal"/>, unless there is one already. The file is opened
    /// when the journal is first asked for; what <see cref="SqliteJournal.Open"/> throws is thrown then.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="options">The file and the limits.</param>
    public static IServiceCollection AddSqliteJournal(this IServiceCollection services, SqliteJournalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton<IJournal>(provider => SqliteJournal.Open(options, provider.GetService<ILogger<SqliteJournal>>(), provider.GetService<TimeProvider>()));
        return services;
    }
}
