namespace CallGrains.Simulator.Sip;

/// <summary>A name under which endpoints register.</summary>
internal sealed class SipDomain(string id, string name, string? description)
{
    public string Id => id;

    public string Name => name;

    public string? Description => description;

    public OrderedDictionary<string, SipEndpoint> Endpoints { get; } = [];

    public string Realm => $"{name}.bwapp.bwsipp.io";
}
