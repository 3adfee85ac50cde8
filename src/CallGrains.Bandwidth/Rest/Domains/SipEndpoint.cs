using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>A SIP endpoint to make.</summary>
public sealed record CreateEndpoint
{
    /// <summary>The user of its SIP address, unique in the domain; it cannot be changed later.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The application that is told about its calls; without one they are rejected.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>Whether it may register and call; true by default.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Its password.</summary>
    public required EndpointPassword Credentials { get; init; }
}

/// <summary>A change to a SIP endpoint. Absent values stay.</summary>
public sealed record UpdateEndpoint
{
    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The application that is told about its calls.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>Whether it may register and call.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Its new password.</summary>
    public EndpointPassword? Credentials { get; init; }
}

/// <summary>An endpoint's password, which the carrier never gives back.</summary>
/// <param name="Password">At least 6 characters of Latin-1.</param>
public sealed record EndpointPassword(string Password)
{
    /// <summary>Not the password: records are printed.</summary>
    public override string ToString() => "EndpointPassword { Password = *** }";
}

/// <summary>A SIP endpoint as the carrier sees it. What it leaves out is null.</summary>
public sealed record SipEndpoint
{
    /// <summary>The endpoint's id, <c>re-…</c> or <c>ep-…</c>.</summary>
    public string Id { get => field ?? ""; init; }

    /// <summary>The user of its SIP address.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Its domain.</summary>
    public string? DomainId { get; init; }

    /// <summary>The application that is told about its calls.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>Whether it may register and call.</summary>
    public bool Enabled { get; init; }

    /// <summary>Its SIP address, with or without <c>sip:</c>.</summary>
    public string? SipUri { get; init; }

    /// <summary>What it registers with, the password left out.</summary>
    public EndpointCredentials? Credentials { get; init; }
}

/// <summary>What an endpoint registers with.</summary>
/// <param name="Realm">The realm.</param>
/// <param name="Username">The user name.</param>
public sealed record EndpointCredentials(string? Realm, string? Username);

/// <summary>The body of <c>POST /domains/{id}/endpoints/{id}/tokens</c>.</summary>
internal sealed record CreateToken
{
    [JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan? Expires { get; init; }
}

/// <summary>A token that a phone may register with in place of the password.</summary>
public sealed record EndpointToken
{
    /// <summary>The token, a secret.</summary>
    public string Token { get => field ?? ""; init; }

    /// <summary>How long it is good for, from now on; null when the carrier does not say.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Expires { get; init; }

    /// <summary>Not the token: records are printed.</summary>
    public override string ToString() => $"EndpointToken {{ Token = ***, Expires = {Expires} }}";
}
