namespace CallGrains.Simulator.Sip;

/// <summary>Somebody who can register and be called by SIP. Its password is taken and never shown.</summary>
internal sealed record SipEndpoint(string Id, string Name, SipDomain Domain)
{
    public string? Description { get; init; }

    public string? ApplicationId { get; init; }

    public bool IsEnabled { get; init; } = true;

    public string Uri => $"{Name}@{Domain.Realm}";
}
