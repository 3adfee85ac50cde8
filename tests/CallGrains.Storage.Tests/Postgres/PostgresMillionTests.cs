using System.Diagnostics;
using CallGrains.Testing;
using CallGrains.TestSupport.Programs;
using Npgsql;
using NpgsqlTypes;

namespace CallGrains.Storage.Tests;

/// <summary>
/// What the console asks stays fast over a million finished calls, whatever the server believes about its tables.
/// </summary>
public sealed class PostgresMillionTests(ITestOutputHelper output)
{
    private const int Shelf = 20251229;

    [Fact]
    public async Task Lists_searches_and_one_call_are_read_within_a_tenth_of_a_second()
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes minutes: ./callgrains test --full runs it.");
        PostgresServer.SkipWithoutServer();
        await using var server = await PrivatePostgres.StartAsync("autovacuum = off", "max_wal_size = 4GB");
        var database = PostgresDatabase.Create(server);
        await using var journal = database.Open();
        var watch = Stopwatch.StartNew();
        await FillAsync(database, 0, MillionCalls.LongEvery);
        database.Execute("ANALYZE");
        await FillAsync(database, MillionCalls.LongEvery, MillionCalls.Count);
        output.WriteLine($"{MillionCalls.Count} calls written in {watch.Elapsed.TotalSeconds:0} s");

        output.WriteLine("Statistics from the time of the first thousand calls:");
        await MillionCalls.MeasureAsync(journal, output.WriteLine);
        database.Execute("DELETE FROM pg_statistic");
        output.WriteLine("Never analysed:");
        await MillionCalls.MeasureAsync(journal, output.WriteLine);
        database.Execute("VACUUM ANALYZE");
        output.WriteLine("Analysed:");
        await MillionCalls.MeasureAsync(journal, output.WriteLine);
    }

    private static async Task FillAsync(PostgresDatabase database, int first, int end)
    {
        await using var connection = database.Connect();
        connection.Execute($"SELECT callgrains.open_shelf({Shelf})");
        await WriteAsync(connection, "grains (address, kind, shelf, flow, flow_version, direction, from_number, to_number, created_at, ended_at, cause, fault)", first, end, async (rows, _, call) =>
        {
            var summary = call.Summary;
            await rows.StartRowAsync();
            await rows.WriteAsync(summary.Address.ToString(), NpgsqlDbType.Text);
            await rows.WriteAsync((short)0, NpgsqlDbType.Smallint);
            await rows.WriteAsync(Shelf, NpgsqlDbType.Integer);
            await rows.WriteAsync(summary.Flow, NpgsqlDbType.Text);
            await rows.WriteAsync(summary.FlowVersion, NpgsqlDbType.Integer);
            await rows.WriteAsync(summary.Direction!, NpgsqlDbType.Text);
            await rows.WriteAsync(summary.From!, NpgsqlDbType.Text);
            await rows.WriteAsync(summary.To!, NpgsqlDbType.Text);
            await rows.WriteAsync(PostgresTime.ToStored(summary.CreatedAt), NpgsqlDbType.Bigint);
            await rows.WriteAsync(PostgresTime.ToStored(summary.EndedAt!.Value), NpgsqlDbType.Bigint);
            await rows.WriteAsync(summary.Cause!, NpgsqlDbType.Text);
            await rows.WriteAsync(summary.Fault, NpgsqlDbType.Text);
        });
        await WriteAsync(connection, "heads (grain, sequence, shelf, used_at, pending_effects, state, maybe_pending)", first, end, async (rows, id, call) =>
        {
            await rows.StartRowAsync();
            await rows.WriteAsync(id, NpgsqlDbType.Bigint);
            await rows.WriteAsync(call.Summary.Sequence, NpgsqlDbType.Bigint);
            await rows.WriteAsync(Shelf, NpgsqlDbType.Integer);
            await rows.WriteAsync(PostgresTime.ToStored(call.Summary.CreatedAt), NpgsqlDbType.Bigint);
            await rows.WriteAsync(0, NpgsqlDbType.Integer);
            await rows.WriteAsync((short)call.Summary.State, NpgsqlDbType.Smallint);
            await rows.WriteAsync(false, NpgsqlDbType.Boolean);
        });
        await WriteAsync(connection, $"entries_{Shelf} (grain, sequence, batch, shelf, body, raw)", first, end, async (rows, id, call) =>
        {
            for (var i = 0; i < call.Entries.Count; i++)
            {
                await rows.StartRowAsync();
                await rows.WriteAsync(id, NpgsqlDbType.Bigint);
                await rows.WriteAsync(i + 1L, NpgsqlDbType.Bigint);
                await rows.WriteAsync(1L, NpgsqlDbType.Bigint);
                await rows.WriteAsync(Shelf, NpgsqlDbType.Integer);
                await rows.WriteAsync(call.Entries[i].Body, NpgsqlDbType.Bytea);
                await rows.WriteAsync(call.Entries[i].Raw, NpgsqlDbType.Bytea);
            }
        });
    }

    /// <summary>The keys are given from 1 on, in the order of the rows.</summary>
    private static async Task WriteAsync(NpgsqlConnection connection, string table, int first, int end, Func<NpgsqlBinaryImporter, long, JournalAppend, Task> write)
    {
        await using var rows = await connection.BeginBinaryImportAsync($"COPY callgrains.{table} FROM STDIN (FORMAT BINARY)");
        for (var i = first; i < end; i++)
        {
            await write(rows, i + 1L, MillionCalls.CallOf(i));
        }

        await rows.CompleteAsync();
    }
}
