using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace CallGrains.Testing;

/// <summary>
/// A PostgreSQL server of one's own: a new instance in a temporary folder, on a free port of 127.0.0.1, behind a random
/// password. It is stopped and its folder removed when this is disposed, or when this process dies in whatever way.
/// </summary>
/// <remarks>
/// Safe for use by many threads, except that <see cref="Kill"/>, <see cref="StartAgainAsync"/> and
/// <see cref="DisposeAsync"/> must not overlap. As root, the server runs as the user <c>postgres</c> (or
/// <c>nobody</c>), because it refuses to run as root.
/// </remarks>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    /// <summary>The name of the superuser.</summary>
    public const string User = "callgrains";

    private const string CreateScript = """
        umask 077 && mkdir "$1" && printf %s "$PASSWORD" > "$1/password" &&
        "$2/initdb" -D "$1/data" -U "$3" --pwfile="$1/password" -A scram-sha-256 -E UTF8 --locale=C --no-sync &&
        printf '%s\n' "listen_addresses = '127.0.0.1'" "unix_socket_directories = ''" "$SETTINGS" >> "$1/data/postgresql.conf"
        """;

    // It ends when its input does, and that ends with this process; signals meant for the terminal are not for it.
    private const string GuardScript = """
        trap '' INT TERM HUP; cat > /dev/null
        "$2/pg_ctl" -D "$1/data" stop -m immediate -w > /dev/null 2>&1; rm -rf "$1"
        """;

    private readonly PostgresPrograms _programs;
    private readonly string _folder;
    private readonly string _password;
    private readonly Process _guard;

    private PrivatePostgres(PostgresPrograms programs, string folder, string password)
    {
        (_programs, _folder, _password) = (programs, folder, password);
        _guard = programs.Start("sh", ["-c", GuardScript, "guard", folder, programs.Folder]);
    }

    /// <summary>Why no server can be started on this machine, and what to install; null when one can.</summary>
    public static string? Obstacle => PostgresPrograms.Find(out var obstacle) is null ? obstacle : null;

    /// <summary>Where it listens, on 127.0.0.1. A server that was started again keeps its port.</summary>
    public int Port { get; private set; }

    /// <summary>Creates an instance and starts it; it is ready when the task has completed.</summary>
    /// <param name="settings">Lines for <c>postgresql.conf</c>, such as <c>max_connections = 300</c>.</param>
    /// <exception cref="InvalidOperationException">There is no server on this machine, or it did not start; the message
    /// holds what it said.</exception>
    public static async Task<PrivatePostgres> StartAsync(params IReadOnlyList<string> settings)
    {
        var programs = PostgresPrograms.Find(out var obstacle) ?? throw new InvalidOperationException(obstacle);
        var folder = Path.Combine(Path.GetTempPath(), $"callgrains-postgres-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        var server = new PrivatePostgres(programs, folder, RandomNumberGenerator.GetHexString(32));
        try
        {
            await server.CreateAsync(settings);
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection string for Npgsql.</summary>
    /// <param name="database">The database; <c>postgres</c> is there from the start.</param>
    public string ConnectionString(string database = "postgres") =>
        $"Host=127.0.0.1;Port={Port};Username={User};Password={_password};Database={database}";

    /// <summary>
    /// Kills the server as <c>kill -9</c> does. What it had not flushed is lost; its clients find their connections
    /// cut.
    /// </summary>
    public void Kill()
    {
        using var server = Process.GetProcessById(ServerId());
        server.Kill();
        server.WaitForExit();
    }

    /// <summary>
    /// Starts the server again on the same data and port, after <see cref="Kill"/>; it has recovered when the task has
    /// completed.
    /// </summary>
    /// <exception cref="InvalidOperationException">It did not start within a minute; the message holds what it
    /// said.</exception>
    public async Task StartAgainAsync()
    {
        // The killed server's children hold its memory for a moment, and a new one does not start before they have
        // gone.
        var (time, begin) = (TimeProvider.System, TimeProvider.System.GetTimestamp());
        string? complaint;
        while ((complaint = await TryStartAsync()) is not null)
        {
            if (time.GetElapsedTime(begin) > TimeSpan.FromMinutes(1))
            {
                throw new InvalidOperationException(complaint);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time);
        }
    }

    /// <summary>Stops the server and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }

    private async Task CreateAsync(IReadOnlyList<string> settings)
    {
        var environment = new Dictionary<string, string> { ["PASSWORD"] = _password, ["SETTINGS"] = string.Join('\n', settings) };
        var (code, output) = await _programs.RunAsync("sh", ["-c", CreateScript, "create", _folder, _programs.Folder, User], environment);
        if (code != 0)
        {
            throw new InvalidOperationException($"No PostgreSQL instance could be created in '{_folder}': {output}");
        }
    }

    // Another process may take the free port between the look and the start; then the next one is tried.
    private async Task StartOnFreePortAsync()
    {
        string? complaint = null;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Port = FreePort();
            complaint = await TryStartAsync();
            if (complaint is null)
            {
                return;
            }
        }

        throw new InvalidOperationException(complaint);
    }

    private async Task<string?> TryStartAsync()
    {
        var log = Path.Combine(_folder, "log");
        var (code, output) = await _programs.RunAsync(
            Path.Combine(_programs.Folder, "pg_ctl"),
            ["-D", Path.Combine(_folder, "data"), "-l", log, "-o", $"-p {Port}", "-w", "-t", "60", "start"]);
        return code == 0 ? null : $"PostgreSQL did not start on port {Port}: {output}{(File.Exists(log) ? await File.ReadAllTextAsync(log) : "")}";
    }

    private int ServerId() =>
        int.Parse(File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
