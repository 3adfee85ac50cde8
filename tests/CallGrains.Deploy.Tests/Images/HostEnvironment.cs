using System.Net;

namespace CallGrains.Deploy.Tests.Images;

/// <summary>What a host of one machine is told, in a container or out of one.</summary>
internal static class HostEnvironment
{
    public static Dictionary<string, string> Of(Uri url, string secrets) => new()
    {
        ["ASPNETCORE_URLS"] = url.AbsoluteUri,
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["CallGrains__Data"] = LockedDown.Data,
        ["CallGrains__Secrets"] = secrets,
        ["CallGrains__PublicUrl"] = "https://calls.example.com",
        ["CallGrains__SelfTest"] = "false",
        ["CallGrains__DrainTime"] = "00:00:00",
        ["DOTNET_EnableDiagnostics"] = "0",
        ["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath)!,
    };

    /// <summary>One file a setting.</summary>
    public static string WriteSecrets(string folder, string key)
    {
        foreach (var (name, value) in new (string, string)[]
        {
            ("CallGrains__Operations__ApiKeys__0", key), ("CallGrains__Ingress__Credentials__User", "carrier"), ("CallGrains__Ingress__Credentials__Password", "a-password"),
            ("Bandwidth__UserId", "u-1"), ("Bandwidth__Token", "t-1"), ("Bandwidth__Secret", "s-1"),
        })
        {
            File.WriteAllText(Path.Combine(folder, name), value + "\n");
        }

        return folder;
    }

    /// <summary>Fails unless the control API is open to this key alone.</summary>
    public static async Task CheckKeyAsync(HttpClient http, Uri url, string key)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri(url, "/api/flows"))).StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, "/api/flows"));
        request.Headers.Add("X-Api-Key", key);
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(request)).StatusCode);
    }
}
