using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CallGrains.Testing;
using Npgsql;

namespace CallGrains.Storage.Tests;

/// <summary>The way to the database is encrypted, and each side shows the other a certificate.</summary>
public sealed class PostgresTlsTests(TlsPostgres server) : IClassFixture<TlsPostgres>
{
    [Fact]
    public async Task The_journal_is_kept_and_the_connection_encrypted()
    {
        PostgresServer.SkipWithoutServer();
        var options = server.Options(server.Ours, server.Ours, PrivatePostgres.User);
        await using (var journal = PostgresJournal.Open(options))
        {
            await journal.AppendAsync(Samples.Append(1, 1));
            await journal.AssertHasAsync(1, 1);
        }

        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        Assert.Equal(true, connection.Value("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"));
        Assert.Equal($"/CN={PrivatePostgres.User}", connection.Value("SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()"));
    }

    [Fact]
    public void Who_cannot_show_what_is_asked_for_is_refused()
    {
        PostgresServer.SkipWithoutServer();

        // A server that another authority vouches for; a client without a certificate, with another's, and with another
        // name.
        Refused(server.Options(server.Other, server.Ours, PrivatePostgres.User), "its certificate is not one of the authority in 'Root Certificate'");
        Refused(server.Options(server.Ours, null, PrivatePostgres.User), "");
        Refused(server.Options(server.Ours, server.Other, PrivatePostgres.User), "");
        Refused(server.Options(server.Ours, server.Ours, "somebody"), "");
        Refused(new() { ConnectionString = $"{server.Plain};SSL Mode=Disable;Pooling=false", OutageLimit = TimeSpan.Zero }, "");
    }

    [Fact]
    public void A_server_of_another_name_is_refused()
    {
        PostgresServer.SkipWithoutServer();
        var options = server.Options(server.Ours, server.Ours, PrivatePostgres.User);
        var other = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Host = "localhost" }.ConnectionString;
        Refused(new() { ConnectionString = other, OutageLimit = TimeSpan.Zero }, "not for the name in Host");
    }

    private static void Refused(PostgresJournalOptions options, string why) =>
        Assert.Contains(why, Assert.Throws<JournalUnavailableException>(() => PostgresJournal.Open(options)).Message, StringComparison.Ordinal);
}

/// <summary>A server that takes encrypted connections alone, of clients with a certificate.</summary>
public sealed class TlsPostgres : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("callgrains-tls-");
    private PrivatePostgres? _server;

    internal Authority Ours { get; } = new("ours");

    internal Authority Other { get; } = new("other");

    internal string Plain => _server!.ConnectionString();

    public async ValueTask InitializeAsync()
    {
        if (PrivatePostgres.Obstacle is not null)
        {
            return;
        }

        _server = await PrivatePostgres.StartAsync();
        var (certificate, key) = Ours.Issue("server", isServer: true);
        await using var connection = new NpgsqlConnection(_server.ConnectionString());
        await connection.OpenAsync();
        foreach (var (file, text) in new[] { ("server.crt", certificate), ("server.key", key), ("root.crt", Ours.Pem), ("pg_hba.conf", "hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-full\n") })
        {
            await RunAsync(connection, $"COPY (SELECT unnest(string_to_array('{text.TrimEnd()}', E'\\n'))) TO PROGRAM 'umask 077; cat > {file}'");
        }

        await RunAsync(connection, "ALTER SYSTEM SET ssl = on");
        await RunAsync(connection, "ALTER SYSTEM SET ssl_ca_file = 'root.crt'");
        await RunAsync(connection, "SELECT pg_reload_conf()");
        NpgsqlConnection.ClearPool(connection);
        await WhenReloadedAsync(Options(Ours, Ours, PrivatePostgres.User));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Ours.Dispose();
        Other.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>The server reads its settings again when it comes to it.</summary>
    private static async Task WhenReloadedAsync(PostgresJournalOptions options)
    {
        for (var left = 3000; ; left--)
        {
            try
            {
                await using var connection = new NpgsqlConnection(options.ConnectionString);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (left > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    internal PostgresJournalOptions Options(Authority trusted, Authority? issuer, string name)
    {
        var settings = new NpgsqlConnectionStringBuilder(_server!.ConnectionString()) { SslMode = SslMode.VerifyFull, RootCertificate = Write(trusted.Pem), Pooling = false };
        if (issuer is not null)
        {
            var (certificate, key) = issuer.Issue(name, isServer: false);
            (settings.SslCertificate, settings.SslKey) = (Write(certificate), Write(key));
        }

        return new() { ConnectionString = settings.ConnectionString, OutageLimit = TimeSpan.Zero };
    }

    private string Write(string pem)
    {
        var file = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N") + ".pem");
        File.WriteAllText(file, pem);
        return file;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    internal sealed class Authority : IDisposable
    {
        private readonly RSA _key = RSA.Create(2048);
        private readonly X509Certificate2 _certificate;
        private readonly DateTimeOffset _from = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1);

        public Authority(string name)
        {
            var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
            _certificate = request.CreateSelfSigned(_from, _from + TimeSpan.FromDays(1));
        }

        public string Pem => _certificate.ExportCertificatePem();

        public (string Certificate, string Key) Issue(string name, bool isServer)
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            if (isServer)
            {
                var names = new SubjectAlternativeNameBuilder();
                names.AddIpAddress(IPAddress.Loopback);
                request.CertificateExtensions.Add(names.Build());
            }

            using var certificate = request.Create(_certificate, _from, _from + TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1), RandomNumberGenerator.GetBytes(8));
            return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        }

        public void Dispose()
        {
            _certificate.Dispose();
            _key.Dispose();
        }
    }
}
