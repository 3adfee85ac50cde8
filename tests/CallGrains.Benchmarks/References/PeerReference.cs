using System.Text.Json;
using Npgsql;

namespace CallGrains.Benchmarks.References;

/// <summary>
/// Reference (b), what people write today: one PostgreSQL transaction a callback. Lock the call's row, work out its
/// next state, write row and event, commit, answer
/// 200. Connections are pooled and statements prepared.
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

    public static async Task<int> RunAsync(int port, string connection)
    {
        var pool = new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = 64, MaxAutoPrepare = 16, AutoPrepareMinUsages = 2, NoResetOnClose = true };
        await using var source = NpgsqlDataSource.Create(pool);
        await using (var schema = source.CreateCommand(Schema))
        {
            await schema.ExecuteNonQueryAsync();
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.Run(context => AnswerAsync(context, source));
        await app.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context, NpgsqlDataSource source)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            var body = await JsonSerializer.DeserializeAsync(context.Request.BodyReader, CallbackJson.Default.CallbackBody);
            await StoreAsync(source, body!);
        }

        context.Response.ContentLength = 0;
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
