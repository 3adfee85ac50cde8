using Npgsql;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>Secrets out of files, as container platforms and systemd hand them to a process.</summary>
internal static class SecretFile
{
    /// <summary>The first line of a file, without space around it; empty when there is none.</summary>
    public static string FirstLine(string file) => File.ReadLines(file).FirstOrDefault()?.Trim() ?? "";

    /// <summary>A database's connection string, with the password of a file.</summary>
    public static string Complete(string connectionString, string? passwordFile) =>
        passwordFile is null ? connectionString : new NpgsqlConnectionStringBuilder(connectionString) { Password = File.ReadLines(passwordFile).FirstOrDefault() ?? "" }.ConnectionString;

    /// <summary>The same where the connection string holds none.</summary>
    public static string CompleteMissing(string connectionString, string? passwordFile) =>
        string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connectionString).Password) ? Complete(connectionString, passwordFile) : connectionString;
}
