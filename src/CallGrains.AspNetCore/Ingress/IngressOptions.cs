namespace CallGrains.AspNetCore.Ingress;

/// <summary>What the ingress takes from carriers. Bound to <see cref="Section"/> of the configuration.</summary>
public sealed class IngressOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "CallGrains:Ingress";

    /// <summary>
    /// The address under which the carriers reach this ingress, and sign what they send; null (the default) when no
    /// proxy changes a request's host or scheme.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>
    /// The most bytes of a callback: of a POST's body (else 413), of a GET's query (else 414). 64 KiB by default; 1 KiB
    /// to 512 KiB.
    /// </summary>
    public int MaxCallbackBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// How many callbacks of one source (an IPv4 address, an IPv6 network) may be refused, or unsigned and about
    /// nothing, in a minute; then those from there that prove nothing are answered 429 without being read or logged.
    /// What proves who sends it always comes in. 600 by default; 0 for any number.
    /// </summary>
    public int MostRefusedAMinute { get; set; } = 600;

    /// <summary>
    /// How many callbacks of one source that prove who sends them, but that no flow answers, are kept in a minute; more
    /// are answered 429 and kept nowhere. What a flow answers always comes in. 600 by default; 0 for any number.
    /// </summary>
    public int MostUnclaimedAMinute { get; set; } = 600;

    /// <summary>
    /// What every carrier must show as HTTP basic; null (the default) asks for nothing. Capability URLs are their own
    /// proof: they never ask, so that a changed password loses no event of a call that is under way.
    /// </summary>
    public BasicCredentials? Credentials { get; set; }

    /// <summary>
    /// Whether only URLs that this installation signed are taken (<c>/i/…</c>, <c>/f/…</c>). Null, the default, is
    /// false: an application at the carrier may also name <c>/callbacks/{carrier}/flows/{flow}</c>, which anybody can
    /// guess. A host that sets up its numbers itself, and knows no credentials, makes it true outside Development.
    /// There a carrier that does not sign must show <see cref="Credentials"/> where this is not true. What a carrier
    /// signs itself is taken all the same.
    /// </summary>
    public bool? SignedOnly { get; set; }

    /// <summary>The same for single carriers, by name; instead of <see cref="Credentials"/>.</summary>
    public IDictionary<string, BasicCredentials> Carriers { get; } = new Dictionary<string, BasicCredentials>(StringComparer.OrdinalIgnoreCase);

    /// <summary>What one carrier must show; null for nothing.</summary>
    internal BasicCredentials? CredentialsOf(string carrier) => Carriers.TryGetValue(carrier, out var own) ? own : Credentials;

    /// <summary>The carriers whose callbacks anybody could send.</summary>
    internal IEnumerable<string> OpenTo(IEnumerable<ICallbackProtocol> protocols) =>
        SignedOnly == true ? [] : protocols.Where(p => !p.IsSigned && CredentialsOf(p.Carrier) is null).Select(p => p.Carrier);
}

/// <summary>
/// A user and a password, as they stand in the callback URLs given to the carrier
/// (<c>https://user:password@host/…</c>).
/// </summary>
public sealed class BasicCredentials
{
    /// <summary>The user, without a colon.</summary>
    public string User { get; set; } = "";

    /// <summary>The password; not empty.</summary>
    public string Password { get; set; } = "";
}
