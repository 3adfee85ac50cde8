using System.Net;
using System.Net.Sockets;

namespace CallGrains;

/// <summary>
/// Keeps links that a carrier gives from leading into one's own network: a connection to anybody but the carrier itself
/// goes to a public address, whatever its name leads to at that moment. Safe for many threads.
/// </summary>
/// <param name="carrier">The carrier's own address; one on this machine is a simulator, whose files are here
/// too.</param>
/// <param name="allowsInternal">Whether links may lead anywhere.</param>
internal sealed class PublicAddresses(Uri carrier, bool allowsInternal)
{
    // RFC 6890 and its successors: this host, private, shared, link-local (cloud metadata too), benchmarks, multicast.
    private static readonly IPNetwork[] Internal =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Whether an address is nobody's own network.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Array.Exists(Internal, network => network.Contains(plain));
    }

    /// <summary>Connects, as <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="IOException">The name leads to an internal address.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var to = context.DnsEndPoint;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (IsFree(to))
            {
                await socket.ConnectAsync(to, cancellationToken);
            }
            else
            {
                await socket.ConnectAsync(await FindAsync(to, cancellationToken), to.Port, cancellationToken);
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsFree(DnsEndPoint to) =>
        allowsInternal || (to.Port == carrier.Port && to.Host.Equals(carrier.IdnHost, StringComparison.OrdinalIgnoreCase)) || (carrier.IsLoopback && IsThisMachine(to.Host));

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static async Task<IPAddress[]> FindAsync(DnsEndPoint to, CancellationToken cancellationToken)
    {
        var all = await Dns.GetHostAddressesAsync(to.Host, cancellationToken);
        return Array.FindAll(all, IsPublic) is { Length: > 0 } found
            ? found
            : throw new IOException($"the carrier's link leads to {to.Host}, which is an address of one's own network; nothing was asked there");
    }
}
