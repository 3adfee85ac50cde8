using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Ingress;

/// <summary>What is needed of one carrier at the ingress: how it reports, and what it must show.</summary>
/// <param name="Protocol">What its callbacks are.</param>
/// <param name="Basic">What it must show outside capability URLs; null for nothing.</param>
internal sealed record CarrierEndpoint(ICallbackProtocol Protocol, BasicAuthentication? Basic)
{
    /// <summary>Whether anybody may report to it outside signed URLs.</summary>
    public bool IsOpen => Basic is null && !Protocol.IsSigned;
}

/// <summary>
/// The carriers of this process, by the name in the path (case does not matter). Safe for many threads.
/// </summary>
internal sealed class CarrierEndpoints
{
    private readonly Dictionary<string, CarrierEndpoint> _doors = new(StringComparer.OrdinalIgnoreCase);

    public CarrierEndpoints(IEnumerable<ICallbackProtocol> protocols, IOptions<IngressOptions> options)
    {
        foreach (var protocol in protocols)
        {
            var credentials = options.Value.CredentialsOf(protocol.Carrier);
            _doors.Add(protocol.Carrier, new CarrierEndpoint(protocol, credentials is null ? null : new BasicAuthentication(credentials)));
        }
    }

    /// <summary>The carriers' names, for messages.</summary>
    public string KnownNames => _doors.Count == 0 ? "none" : string.Join(", ", _doors.Values.Select(d => d.Protocol.Carrier));

    public CarrierEndpoint? Find(string name) => _doors.GetValueOrDefault(name);
}
