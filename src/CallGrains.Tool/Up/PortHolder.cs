using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Text.RegularExpressions;

namespace CallGrains.Tool.Up;

/// <summary>
/// Who listens on a port of this machine, as far as that can be told, and which port is free instead.
/// </summary>
internal static partial class PortHolder
{
    /// <summary>Whether something listens there.</summary>
    public static bool IsTaken(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
        .Any(l => l.Port == port && (IPAddress.IsLoopback(l.Address) || l.Address.Equals(IPAddress.Any) || l.Address.Equals(IPAddress.IPv6Any)));

    /// <summary>The next free port after one, and not another one.</summary>
    public static int FreeAfter(int port, int other) => Enumerable.Range(port + 1, 65535 - port).First(p => p != other && !IsTaken(p));

    /// <summary>The program, in words.</summary>
    public static string Of(int port)
    {
        try
        {
            using var ss = Process.Start(new ProcessStartInfo("ss", ["-Hltnp", $"sport = :{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = Holder().Match(ss.StandardOutput.ReadToEnd());
            return said.Success ? $"{said.Groups[1].Value} (process {said.Groups[2].Value})" : "another program";
        }
        catch (Win32Exception)
        {
            return "another program";
        }
    }

    [GeneratedRegex("""users:\(\("([^"]*)",pid=([0-9]+)""")]
    private static partial Regex Holder();
}
