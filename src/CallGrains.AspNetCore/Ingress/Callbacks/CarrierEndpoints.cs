using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Ingress;

/// <summary>What is needed of one carrier at the ingress: how its callbacks are read, and what it must show.</summary>
/// <param name="Reader">Reads its callbacks.</param>
/// <param name="Basic">What it must show outside capability URLs; null for nothing.</param>
internal sealed record CarrierEndpoint(ICallbackReader Reader, BasicAuthentication? Basic);

/// <summary>The carriers of this process, by the name in the path (case does not matter). Safe for many threads.</summary>
internal sealed class CarrierEndpoints
{
    private readonly Dictionary<string, CarrierEndpoint> _doors = new(StringComparer.OrdinalIgnoreCase);

    public CarrierEndpoints(IEnumerable<ICallbackReader> readers, IOptions<IngressOptions> options)
    {
        foreach (var reader in readers)
        {
            var credentials = options.Value.Carriers.TryGetValue(reader.Carrier, out var own) ? own : options.Value.Credentials;
            _doors.Add(reader.Carrier, new CarrierEndpoint(reader, credentials is null ? null : new BasicAuthentication(credentials)));
        }
    }

    /// <summary>The carriers' names, for messages.</summary>
    public string KnownNames => _doors.Count == 0 ? "none" : string.Join(", ", _doors.Values.Select(d => d.Reader.Carrier));

    public CarrierEndpoint? Find(string name) => _doors.GetValueOrDefault(name);
}
