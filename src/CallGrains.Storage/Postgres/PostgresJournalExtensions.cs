using CallGrains.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the journal in a PostgreSQL database.</summary>
public static class PostgresJournalExtensions
{
    /// <summary>
    /// Makes a <see cref="PostgresJournal"/> the <see cref="IJournal"/>, unless there is one already. It connects when
    /// the journal is first asked for; what <see cref="PostgresJournal.Open"/> throws is thrown then. It uses the
    /// registered <see cref="TimeProvider"/>, or else the system's clock.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="options">The database and the limits.</param>
    public static IServiceCollection AddPostgresJournal(this IServiceCollection services, PostgresJournalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton<IJournal>(provider =>
            PostgresJournal.Open(options, provider.GetService<TimeProvider>(), provider.GetService<ILogger<PostgresJournal>>()));
        return services;
    }

    /// <summary>
    /// Makes a <see cref="ShardedJournal"/> the <see cref="IJournal"/>, unless there is one already, as
    /// <see cref="AddPostgresJournal"/> does with one database.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="databases">The databases, always the same in the same order; 1 or more.</param>
    public static IServiceCollection AddShardedJournal(this IServiceCollection services, IReadOnlyList<PostgresJournalOptions> databases)
    {
        ArgumentNullException.ThrowIfNull(databases);
        services.TryAddSingleton<IJournal>(provider =>
            ShardedJournal.Open(databases, provider.GetService<TimeProvider>(), provider.GetService<ILogger<PostgresJournal>>()));
        return services;
    }
}
