using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>The address that a host chose itself; null where its configuration has others.</summary>
internal sealed record OwnAddress(string? Url);

/// <summary>
/// Where the host listens: where ASP.NET Core is told to, else on 127.0.0.1 at <see cref="HostSettings.Port"/>.
/// </summary>
internal static class HostAddresses
{
    private const string PortKey = HostSettings.SectionName + ":Port";
    private const string Endpoints = "Kestrel:Endpoints";

    /// <summary>Returns the addresses of ours; null where the configuration has others.</summary>
    public static string? Default(IConfiguration configuration, HostSettings settings) =>
        GivenBy(configuration) is null && (IsPortSet(configuration) || settings.Port != new HostSettings().Port || PortsGivenBy(configuration) is null) ? $"http://127.0.0.1:{settings.Port}" : null;

    /// <summary>
    /// What of the settings has no effect, for a warning; null when all has. Our own address stands in the
    /// configuration too, once the web host has been told of it.
    /// </summary>
    /// <param name="configuration">The host's.</param>
    /// <param name="ours">What <see cref="Default"/> returned.</param>
    public static string? Unused(IConfiguration configuration, string? ours) =>
        IsPortSet(configuration) && (ours is null || configuration[WebHostDefaults.ServerUrlsKey] != ours) && GivenBy(configuration) is { } other
        ? $"{PortKey} ({configuration[PortKey]}) is not used: the host listens where {other} says."
        : null;

    /// <summary>
    /// An address by which this machine reaches the host; null when it listens nowhere that is known.
    /// </summary>
    public static Uri? Reachable(IEnumerable<string> addresses) => addresses
        .Select(BindingAddress.Parse)
        .Where(a => !a.IsUnixPipe && !a.IsNamedPipe)
        .OrderBy(a => a.Scheme == "http" ? 0 : 1)
        .Select(a => new UriBuilder(a.Scheme, IsEverywhere(a.Host) ? "127.0.0.1" : a.Host, a.Port).Uri)
        .FirstOrDefault();

    private static bool IsEverywhere(string host) => host is "+" or "*" or "0.0.0.0" or "[::]";

    private static bool IsPortSet(IConfiguration configuration) => configuration[PortKey] is { Length: > 0 };

    private static string? GivenBy(IConfiguration configuration) =>
        configuration.GetSection(Endpoints).GetChildren().Any() ? Endpoints
        : configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls ? $"ASPNETCORE_URLS or --urls ({urls})"
        : null;

    private static string? PortsGivenBy(IConfiguration configuration) => configuration[WebHostDefaults.HttpPortsKey] ?? configuration[WebHostDefaults.HttpsPortsKey];
}
