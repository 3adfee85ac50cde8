using Npgsql;

namespace CallGrains.Storage;

/// <summary>Makes the pool of connections that reads and the writer share.</summary>
internal static class PostgresSource
{
    public static NpgsqlDataSource Create(PostgresJournalOptions options)
    {
        var builder = new NpgsqlDataSourceBuilder(options.ConnectionString);
        var settings = builder.ConnectionStringBuilder;

        // A caller's ambient transaction is none of the journal's, and would take its reads apart.
        settings.Enlist = false;
        settings.ApplicationName ??= "CallGrains";

        // Seven statements at each return to the pool; who changes a setting of a connection sets it back.
        settings.NoResetOnClose = true;
        settings.Timeout = Math.Clamp((int)options.OutageLimit.TotalSeconds, 1, settings.Timeout);
        if (!settings.Host!.Contains(',', StringComparison.Ordinal))
        {
            return builder.Build();
        }

        // What was found out about a host must not outlive a failover: asked again each second, not every ten.
        settings.HostRecheckSeconds = 1;
        settings.TargetSessionAttributes = null;
        return builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary);
    }
}
