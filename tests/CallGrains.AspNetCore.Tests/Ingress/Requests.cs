using System.Runtime.CompilerServices;
using System.Text;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>What tests send, and how they read problems.</summary>
internal static class Requests
{
    public const string Plain = "/callbacks/bandwidth";

    public static string Answer(string callId = "c-1") => $$"""{"eventType":"answer","callId":"{{callId}}","from":"+15550111","to":"+15550100","callState":"active","time":"2024-05-01T10:00:00Z"}""";

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
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../CallGrains.Bandwidth.Tests/Callbacks/Fixtures"));
}
