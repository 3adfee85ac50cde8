using System.Net;
using System.Reflection;
using System.Text.Json;
using CallGrains.AspNetCore.Operations;
using CallGrains.Tool.Calls;
using CallGrains.Tool.Up;

namespace CallGrains.Tool.Doctor;

/// <summary>What the running host says of itself, whether it takes the key, and who has its ports.</summary>
internal static class HostChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>This program's version, without the commit.</summary>
    public static string Version { get; } = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <param name="api">The host.</param>
    /// <param name="of">Its settings; null for another machine's.</param>
    /// <param name="isMeant">Whether somebody named it, so that it is to run.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(ControlApi api, Installation? of, bool isMeant, CancellationToken stop)
    {
        var patient = api with { Patience = Patience };
        try
        {
            using var answer = await patient.TryAsync(HttpMethod.Get, "/readyz", null, stop);
            var text = await answer.Content.ReadAsStringAsync(stop);
            return Checks(text) is { } checks
                ? [.. Tell(checks), .. await KeyAsync(patient, stop)]
                : [Finding.Fail("ports", $"What answers at {api.Host} is no host of CallGrains ({(int)answer.StatusCode}){Holder(api.Host)}; stop it, or give the host another port (--port).")];
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            return api.Host.IsLoopback && PortHolder.IsTaken(api.Host.Port)
                ? [Finding.Fail("ports", $"Port {api.Host.Port} is taken by {PortHolder.Of(api.Host.Port)}, which is no host of CallGrains; stop it, or give the host another port (--port).")]
                : [isMeant ? Finding.Fail("host", $"No host answers at {api.Host}: {e.Message} Start it, or name another with --host.") : Finding.Ok("host", $"No host runs at {api.Host}; its port is free."), .. PortsOfSilo(of)];
        }
    }

    private static IReadOnlyList<JsonElement>? Checks(string text)
    {
        try
        {
            return JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("checks", out var checks) ? [.. checks.EnumerateArray()] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<Finding> Tell(IReadOnlyList<JsonElement> checks)
    {
        foreach (var check in checks)
        {
            var name = GrainLine.Text(check, "name");
            if (GrainLine.Text(check, "missing") is { Length: > 0 } missing)
            {
                yield return Finding.Fail("host", $"The host is not ready: {name}: {missing}");
            }
            else if (GrainLine.Text(check, "note") is { Length: > 0 } note)
            {
                yield return Finding.Warn("host", $"The host is ready, but look at {name}: {note}");
            }
        }

        if (checks.All(c => GrainLine.Text(c, "missing").Length == 0))
        {
            yield return Finding.Ok("host", $"The host is ready ({checks.Count} checks).");
        }
    }

    private static async Task<IEnumerable<Finding>> KeyAsync(ControlApi api, CancellationToken stop)
    {
        using var answer = await api.TryAsync(HttpMethod.Get, "/api/flows", null, stop);
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return [Finding.Fail("keys", $"The host refuses {(api.Key is null ? "who has no key" : "this API key")} ({(int)answer.StatusCode}); give one of CallGrains:Operations with --api-key, or make one (callgrains key NAME).")];
        }

        var version = answer.Headers.TryGetValues(ApiFilter.VersionHeader, out var told) ? told.First() : null;
        return version == Version
            ? [Finding.Ok("versions", $"Host and tool are of version {Version}.")]
            : [Finding.Warn("versions", $"The host is of {(version is null ? "an earlier version" : $"version {version}")}, this tool of {Version}; install the same of both (dotnet tool update --global CallGrains.Tool).")];
    }

    private static IEnumerable<Finding> PortsOfSilo(Installation? of)
    {
        if (of is null || !of.Settings.Cluster.IsOn)
        {
            yield break;
        }

        foreach (var (key, port) in new[] { ("SiloPort", of.Settings.Cluster.SiloPort), ("GatewayPort", of.Settings.Cluster.GatewayPort) }.Where(p => p.Item2 > 0 && PortHolder.IsTaken(p.Item2)))
        {
            yield return Finding.Fail("ports", $"Port {port} (CallGrains:Cluster:{key}) is taken by {PortHolder.Of(port)}; stop it, or write another port.");
        }
    }

    private static string Holder(Uri host) => host.IsLoopback ? $": port {host.Port} is taken by {PortHolder.Of(host.Port)}" : "";
}
