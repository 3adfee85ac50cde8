namespace CallGrains.Simulator.Sip;

/// <summary>The account's domains and their endpoints. Touched only inside the exchange.</summary>
internal sealed class SipRegistry
{
    public const int MaxDomains = 100;
    private readonly OrderedDictionary<string, SipDomain> _byId = [];

    public IEnumerable<SipDomain> Domains => _byId.Values;

    public int Count => _byId.Count;

    public SipDomain? Find(string id) => _byId.GetValueOrDefault(id);

    public void Add(SipDomain domain) => _byId[domain.Id] = domain;

    public bool Remove(string id) => _byId.Remove(id);

    /// <summary>The endpoint at an address, with or without <c>sip:</c>.</summary>
    public SipEndpoint? EndpointAt(string address)
    {
        var bare = Bare(address);
        return Domains.SelectMany(domain => domain.Endpoints.Values).FirstOrDefault(endpoint => endpoint.Uri.Equals(bare, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a call to it can ring: addresses of own domains need an endpoint that is enabled.</summary>
    public bool CanRing(string address)
    {
        var host = Bare(address).Split('@')[^1];
        return !Domains.Any(domain => domain.Realm.Equals(host, StringComparison.OrdinalIgnoreCase)) || EndpointAt(address) is { IsEnabled: true };
    }

    private static string Bare(string address) => address.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? address[4..] : address;
}
