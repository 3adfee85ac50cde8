namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// Login to the console by OpenID Connect (code flow with PKCE); on where <see cref="Authority"/> is set. A host that
/// <c>AddCallGrainsHost</c> makes has it; API keys open the console all the same.
/// </summary>
public sealed class OpenIdConnectLogin
{
    /// <summary>
    /// The provider: its <c>/.well-known/openid-configuration</c> says the rest. https, or http on this machine in
    /// Development. Null, the default, for no such login.
    /// </summary>
    public Uri? Authority { get; set; }

    /// <summary>
    /// What the provider calls this client. Its redirect address there is that of the console with
    /// <c>/signed-in</c>.
    /// </summary>
    public string ClientId { get; set; } = "";

    /// <summary>The client's secret; null, the default, for a public client.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>A file whose first line is the secret; null, the default, for none.</summary>
    public string? ClientSecretFile { get; set; }

    /// <summary>
    /// What is asked for beside <c>openid</c>; nothing by default. Some providers tell roles only in a scope of their
    /// own.
    /// </summary>
    public IList<string> Scopes { get; } = [];

    /// <summary>The claim of the ID token that journals and logs show for a user; <c>sub</c> by default.</summary>
    public string NameClaim { get; set; } = "sub";

    /// <summary>The claim of the ID token that says what a user is; <c>roles</c> by default.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>
    /// Which values of <see cref="RoleClaim"/> are which role here: <c>Roles:telephony-admins=Admin</c>. Of several the
    /// highest counts; who has none of them is not let in. At least one.
    /// </summary>
    public IDictionary<string, ApiRole> Roles { get; } = new Dictionary<string, ApiRole>(StringComparer.Ordinal);

    /// <summary>
    /// How long a login lasts: 5 minutes to 7 days, 8 hours by default. A role that is taken away at the provider
    /// counts until then.
    /// </summary>
    public TimeSpan SessionTime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>
    /// The console's address as its readers' browsers have it (<c>https://ops.example.com/console</c>), where a proxy
    /// that is not named in <c>CallGrains:Access:Proxies</c> changes it. Null, the default, for the request's own.
    /// </summary>
    public Uri? ConsoleUrl { get; set; }

    /// <summary>Whether there is such a login.</summary>
    internal bool IsOn => Authority is not null;

    /// <summary>All that is wrong.</summary>
    internal IEnumerable<string> Faults(bool isDevelopment)
    {
        const string Section = OperationsOptions.Section + ":" + nameof(OperationsOptions.OpenIdConnect);
        if (!IsOn)
        {
            if (ClientId.Length > 0 || Roles.Count > 0)
            {
                yield return $"{Section} is set, but not its Authority; write the provider's address, such as https://login.example.com.";
            }

            yield break;
        }

        if (!Authority!.IsAbsoluteUri || !(Authority.Scheme == Uri.UriSchemeHttps || (Authority.Scheme == Uri.UriSchemeHttp && Authority.IsLoopback && isDevelopment)))
        {
            yield return $"{Section}:Authority is '{Authority}'; write an https address, such as https://login.example.com.";
        }

        if (ClientId.Length == 0)
        {
            yield return $"{Section}:ClientId is empty; write what the provider calls this client.";
        }

        if (ClientSecretFile is { } file && !File.Exists(file))
        {
            yield return $"{Section}:ClientSecretFile is '{file}', and there is no such file; name one whose first line is the secret.";
        }

        if (Roles.Count == 0)
        {
            yield return $"{Section}:Roles is empty, so nobody could come in; write for example {Section}:Roles:telephony-admins=Admin.";
        }

        foreach (var (value, role) in Roles.Where(r => !Enum.IsDefined(r.Value)))
        {
            yield return $"{Section}:Roles:{value} is {role}; write Read, Operate or Admin.";
        }

        if (SessionTime < TimeSpan.FromMinutes(5) || SessionTime > TimeSpan.FromDays(7))
        {
            yield return $"{Section}:SessionTime is {SessionTime}; write 00:05:00 to 7.00:00:00.";
        }

        if (ConsoleUrl is { } console && !(console.IsAbsoluteUri && console.Scheme is "http" or "https"))
        {
            yield return $"{Section}:ConsoleUrl is '{console}'; write an address such as https://ops.example.com/console.";
        }
    }
}
