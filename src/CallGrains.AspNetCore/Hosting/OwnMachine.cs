using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// The address that a silo names to the others (<see cref="ClusterSettings.AdvertisedAddress"/>). <c>auto</c> never
/// guesses: with more than one address it refuses and lists them.
/// </summary>
internal static class OwnMachine
{
    public const string Auto = "auto";

    /// <summary>This machine's IPv4 addresses, without those that only it, or only its link, knows.</summary>
    public static IReadOnlyList<IPAddress> Addresses() =>
        [.. NetworkInterface.GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus == OperationalStatus.Up)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .Where(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a) && a.GetAddressBytes() is not [169, 254, ..])
            .Distinct()];

    /// <summary>The setting's address.</summary>
    /// <param name="setting">An address, or <c>auto</c>; checked by <see cref="Fault"/>.</param>
    /// <param name="addresses">The machine's.</param>
    public static IPAddress Choose(string setting, IReadOnlyList<IPAddress> addresses) => setting == Auto ? addresses[0] : IPAddress.Parse(setting);

    /// <summary>What is wrong with the setting; null when nothing is.</summary>
    public static string? Fault(string setting, IReadOnlyList<IPAddress> addresses) => setting switch
    {
        Auto when addresses.Count == 1 => null,
        Auto => $"CallGrains:Cluster:AdvertisedAddress is auto, but this machine has {(addresses.Count == 0 ? "no address beside 127.0.0.1" : $"{addresses.Count} addresses ({string.Join(", ", addresses)})")}; write the one that the others reach.",
        _ when IPAddress.TryParse(setting, out _) => null,
        _ => $"CallGrains:Cluster:AdvertisedAddress is '{setting}'; write the IP address of this machine that the others reach, such as 10.0.0.5, or auto where it has only one.",
    };
}
