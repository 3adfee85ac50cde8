using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace CallGrains.Ingress.Tests;

/// <summary>What tests send, and how they read problems.</summary>
internal static class Requests
{
    public const string Plain = "/callbacks/bandwidth";

    public static string Answer(string callId = "c-1") => $$"""{"eventType":"answer","callId":"{{callId}}","from":"+15550111","to":"+15550100","callState":"active","time":"2024-05-01T10:00:00Z"}""";

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, string json) =>
        client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>Checks that an answer is a problem document of this status, and hands it out.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"expected {status}, got {response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("detail").GetString());
        return problem;
    }

    /// <summary>A recorded callback of the carrier, as it stands on the wire.</summary>
    public static byte[] Fixture(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(FixtureFolder(), file));
        var query = Array.IndexOf(bytes, (byte)'?') + 1;
        return file.EndsWith(".query", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes[query..]).TrimEnd()) : bytes;
    }

    public static IEnumerable<string> Fixtures => Directory.EnumerateFiles(FixtureFolder())
        .Select(f => Path.GetFileName(f))
        .Where(f => f != "index.json")
        .Order(StringComparer.Ordinal);

    private static string FixtureFolder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../CallGrains.Carriers.Tests/Bandwidth/Callbacks/Fixtures"));
}
