using CallGrains.AspNetCore.Hosting;
using CallGrains.AspNetCore.Ingress;
using CallGrains.Storage;
using Npgsql;

namespace CallGrains.Tool.Doctor;

/// <summary>
/// Whether the address that carriers are given leads to a host of this installation: who holds its keys answers the
/// question of its self-test.
/// </summary>
internal static class PublicUrlChecks
{
    public static async Task<Finding> RunAsync(Installation of, TimeProvider time, CancellationToken stop)
    {
        if (of.PublicUrl is not { } url)
        {
            return of.Settings.CarrierNames.Any(name => !(name == HostCarriers.Telnyx ? of.Telnyx.BaseUrl : of.Bandwidth.BaseUrl).IsLoopback)
                ? Finding.Fail("public-url", "CallGrains:PublicUrl is not set: a carrier that is not on this machine cannot reach the host. Write the address that leads to it, such as https://calls.example.com (--public-url).")
                : Finding.Ok("public-url", "The carrier is on this machine, and needs no public address.");
        }

        var keys = await KeysAsync(of, stop);
        var shown = url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        if (keys.Count == 0)
        {
            return Finding.Warn("public-url", $"Whether {shown} leads here cannot be told yet: the host makes the key by which it is known when it starts. Start it, and ask again.");
        }

        var test = new PublicUrlTest(new SelfTestRegistry(new CapabilityTokens(keys, null, time)));
        return await test.RunAsync(url, stop) is { } fault
            ? Finding.Fail("public-url", $"The carrier cannot reach the host at {shown}. {fault}")
            : Finding.Ok("public-url", $"{shown} leads to this host.");
    }

    private static async Task<IReadOnlyList<byte[]>> KeysAsync(Installation of, CancellationToken stop)
    {
        if (of.Settings.CapabilityKey is { } set)
        {
            return [Convert.FromBase64String(set)];
        }

        var file = of.PathOf(Path.Combine(of.Settings.Data, "capability.key"));
        if (of.Database is { } database)
        {
            await using var connection = new NpgsqlConnection(database);
            await connection.OpenAsync(stop);
            return await JournalChecks.KeysOfAsync(connection, stop);
        }

        return of.Sqlite is { } journal && File.Exists(journal.Path) && KeysOf(journal) is { Count: > 0 } kept ? kept
            : File.Exists(file) ? [await File.ReadAllBytesAsync(file, stop)]
            : [];
    }

    private static List<byte[]> KeysOf(SqliteJournalOptions journal)
    {
        using var database = SqliteDatabase.Open(journal.Path, journal.BusyLimit, create: false);
        return database.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'capability_keys'") == 0 ? [] : SqliteKeys.Read(database);
    }
}
