using CallGrains.Bandwidth;
using CallGrains.Tool.Documents;

namespace CallGrains.Tool.Provisioning;

/// <summary>
/// Whose account, and where: from a file, else from the environment, else (on this machine only) the simulator's.
/// </summary>
internal static class Account
{
    private const string Variables = "Bandwidth__UserId, Bandwidth__Token and Bandwidth__Secret";

    /// <exception cref="DocumentException">The file is wrong, or nothing says whose account it is.</exception>
    public static BandwidthOptions Find(Uri? carrier, string? credentialsFile, Func<string, string?> environment)
    {
        var options = new BandwidthOptions();
        options.BaseUrl = carrier ?? options.BaseUrl;
        var found = credentialsFile is not null ? FromFile(credentialsFile) : FromEnvironment(environment, options.BaseUrl);
        (options.UserId, options.Token, options.Secret) = found;
        return options;
    }

    private static (string UserId, string Token, string Secret) FromFile(string file)
    {
        var root = DocumentReader.Read(file, Schema.Load("credentials.schema.json"));
        return (root.Text("userId")!, root.Text("token")!, root.Text("secret")!);
    }

    private static (string UserId, string Token, string Secret) FromEnvironment(Func<string, string?> environment, Uri carrier)
    {
        var (user, token, secret) = (environment("Bandwidth__UserId"), environment("Bandwidth__Token"), environment("Bandwidth__Secret"));
        return (user, token, secret) switch
        {
            ({ Length: > 0 }, { Length: > 0 }, { Length: > 0 }) => (user, token, secret),
            (null or "", null or "", null or "") when carrier.IsLoopback => ("u-simulator", "t-simulator", "s-simulator"),
            _ => throw new DocumentException("credentials", $"the account at {carrier.GetLeftPart(UriPartial.Authority)} is not known; set {Variables}, or give a file with --credentials."),
        };
    }
}
