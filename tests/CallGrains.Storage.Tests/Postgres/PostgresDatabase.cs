using CallGrains.Testing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CallGrains.Storage.Tests;

/// <summary>A database of one test's own. It goes with its server.</summary>
public sealed class PostgresDatabase(string connectionString)
{
    public string ConnectionString { get; } = connectionString;

    internal static PostgresDatabase Create(PrivatePostgres server)
    {
        var name = $"t{Guid.NewGuid():N}";
        new PostgresDatabase(server.ConnectionString()).Execute($"CREATE DATABASE {name}");
        return new PostgresDatabase(server.ConnectionString(name));
    }

    public string ConnectionStringOf(string user, string password) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Username = user, Password = password }.ConnectionString;

    public PostgresJournal Open() => PostgresJournal.Open(new PostgresJournalOptions { ConnectionString = ConnectionString });

    public PostgresJournal Open(TimeSpan outageLimit, ILogger<PostgresJournal>? logger = null) =>
        PostgresJournal.Open(new PostgresJournalOptions { ConnectionString = ConnectionString, OutageLimit = outageLimit }, logger: logger);

    public NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        connection.Open();
        return connection;
    }

    public void Execute(string sql)
    {
        using var connection = Connect();
        connection.Execute(sql);
    }

    public object? Value(string sql)
    {
        using var connection = Connect();
        return connection.Value(sql);
    }
}
