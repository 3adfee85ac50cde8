using System.Text.Json;
using Npgsql;

namespace CallGrains.Benchmarks.References;

/// <summary>
/// Reference (b), what people write today: one PostgreSQL transaction a callback. Lock the call's row, work out its
/// next state, write row and event, commit. Connections are pooled and statements prepared. Reference (b2) sends the
/// command then, before it answers 200.
/// </summary>
internal static class PeerReference
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS peer_calls (id text PRIMARY KEY, state text NOT NULL, events int NOT NULL, last_event jsonb NOT NULL, updated_at timestamptz NOT NULL)
        """;

    private const string Select = "SELECT state, events FROM peer_calls WHERE id = $1 FOR UPDATE";

    private const string Upsert = """
        INSERT INTO peer_calls (id, state, events, last_event, updated_at) VALUES ($1, $2, $3, $4, now())
        ON CONFLICT (id) DO UPDATE SET state = excluded.state, events = excluded.events, last_event = excluded.last_event, updated_at = now()
        """;

    /// <param name="port">The port.</param>
    /// <param name="connection">The database.</param>
    /// <param name="carrier">Where commands go; null to send none.</param>
    public static async Task<int> RunAsync(int port, string connection, Uri? carrier)
    {
        var pool = new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = 64, MaxAutoPrepare = 16, AutoPrepareMinUsages = 2, NoResetOnClose = true };
        await using var source = NpgsqlDataSource.Create(pool);
        await using (var schema = source.CreateCommand(Schema))
        {
            await schema.ExecuteNonQueryAsync();
        }

        using var commands = carrier is null ? null : new BotCarrier(carrier);
        var url = CallbackServer.Url(port);
        await CallbackServer.RunAsync(port, (callback, isAgent) => TakeAsync(source, commands, callback, commands is null ? null : FrontDeskBot.Next(callback, isAgent, url)));
        return 0;
    }

    private static async Task TakeAsync(NpgsqlDataSource source, BotCarrier? commands, CallbackBody callback, BotCommand? command)
    {
        await StoreAsync(source, callback);
        if (command is not null)
        {
            await commands!.SendAsync(command);
        }
    }

    private static async Task StoreAsync(NpgsqlDataSource source, CallbackBody body)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var events = await CountAsync(connection, transaction, body.CallId!);
        await using var upsert = new NpgsqlCommand(Upsert, connection, transaction)
        {
            Parameters =
            {
                new() { Value = body.CallId },
                new() { Value = body.EventType + "/" + (body.State ?? body.CallState) },
                new() { Value = events + 1 },
                new() { Value = JsonSerializer.Serialize(body, CallbackJson.Default.CallbackBody), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb },
            },
        };
        await upsert.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private static async Task<int> CountAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string callId)
    {
        await using var select = new NpgsqlCommand(Select, connection, transaction) { Parameters = { new() { Value = callId } } };
        await using var row = await select.ExecuteReaderAsync();
        return await row.ReadAsync() ? row.GetInt32(1) : 0;
    }
}
