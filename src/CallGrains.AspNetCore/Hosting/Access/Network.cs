using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>Networks as settings write them.</summary>
internal static class Network
{
    /// <summary>Reads an address or a network; an address is a network of one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address) && !text.Contains('/', StringComparison.Ordinal))
        {
            address = Plain(address);
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        // An address within a network, with the network's prefix, may mean either.
        return IPNetwork.TryParse(text, out network) && IPAddress.TryParse(text.AsSpan(0, text!.IndexOf('/', StringComparison.Ordinal)), out var first) && first.Equals(network.BaseAddress);
    }

    /// <summary>All networks of a list that was checked.</summary>
    public static IReadOnlyList<IPNetwork> Parse(IEnumerable<string> texts) =>
        [.. texts.Select(t => TryParse(t, out var network) ? network : throw new FormatException($"'{t}' is no network."))];

    /// <summary>Whether an address is in one of them.</summary>
    public static bool Has(IReadOnlyList<IPNetwork> networks, [NotNullWhen(true)] IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        var plain = Plain(address);
        foreach (var network in networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An IPv4 address as such, also where a socket of IPv6 has taken it.</summary>
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
