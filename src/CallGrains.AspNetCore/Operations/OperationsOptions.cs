namespace CallGrains.AspNetCore.Operations;

/// <summary>Who may use the control API. Bound to <see cref="Section"/> of the configuration.</summary>
public sealed class OperationsOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "CallGrains:Operations";

    /// <summary>
    /// The keys that open <c>/api</c>, each at least 16 characters; any of them will do, so that a key can be replaced
    /// without a gap. Empty by default, which only the Development environment allows: there the API is then open to
    /// this machine alone.
    /// </summary>
    public IList<string> ApiKeys { get; } = [];

    /// <summary>
    /// More keys, each by a name (letters, digits, <c>.</c>, <c>-</c> and <c>_</c>, at most 64), which journals and
    /// logs show where a key was used: <c>NamedKeys:ops</c>. None by default; a key of <see cref="ApiKeys"/> is shown
    /// by its place.
    /// </summary>
    public IDictionary<string, string> NamedKeys { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Keys with a role, of which only the hash is here, each by a name as in <see cref="NamedKeys"/>:
    /// <c>HashedKeys:ops:Sha256</c>, <c>HashedKeys:ops:Role</c>. None by default.
    /// </summary>
    public IDictionary<string, HashedApiKey> HashedKeys { get; } = new Dictionary<string, HashedApiKey>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Where your traces are looked at: an address with <c>{trace}</c> for a trace's id, such as
    /// <c>https://jaeger.example.com/trace/{trace}</c>. The console then leads there from a call. Null, the default,
    /// for nowhere.
    /// </summary>
    public string? TraceUrl { get; set; }

    /// <summary>The login to the console beside keys; off by default.</summary>
    public OpenIdConnectLogin OpenIdConnect { get; set; } = new();

    /// <summary>Whether there is any key.</summary>
    internal bool HasKeys => All.Any() || HashedKeys.Count > 0;

    /// <summary>
    /// All keys that stand here in clear, with the names that journals and logs show; each opens everything.
    /// </summary>
    internal IEnumerable<(string Name, string Key)> All => ApiKeys.Select((key, i) => ($"ApiKeys:{i}", key)).Concat(NamedKeys.Select(k => (k.Key, k.Value)));
}
