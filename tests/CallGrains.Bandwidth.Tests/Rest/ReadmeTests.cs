using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth.Tests;

/// <summary>The README says what the client is: neither more nor less.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Here(), "..", "..", "..", "src", "CallGrains.Bandwidth", "README.md"));

    [Fact]
    public void Every_method_is_in_a_table_and_every_row_is_a_method()
    {
        var methods =
            from resource in typeof(BandwidthClient).GetProperties()
            from method in resource.PropertyType.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            where !method.IsSpecialName
            select $"{resource.Name}.{method.Name}";

        Assert.Equal(
            methods.Distinct().Order(StringComparer.Ordinal),
            Row().Matches(Readme).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Its_code_is_the_tested_code()
    {
        var source = File.ReadAllText(Path.Combine(Here(), "ReadmeExample.cs"));
        var lines = source.Split("// <readme>")[1].Split("// </readme>")[0].Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line.Trim());

        Assert.Equal(string.Join('\n', lines).Trim(), Readme.Split("```csharp")[1].Split("```")[0].Trim());
    }

    [Fact]
    public async Task Its_code_runs()
    {
        await using var fake = FakeCarrier.Start().Then(FakeAnswer.Created("c-1"), FakeAnswer.Ok("""[{"id":"m-1","from":"+1","text":"Hi"}]"""), FakeAnswer.Of(429, null));

        await ReadmeExample.RunAsync(fake.Url, new Uri("https://flows.example.com/cb"), "u-test", "t-test", "s-secret");

        Assert.Equal([$"POST {Rig.User}/calls", $"GET {Rig.User}/messages?direction=in", $"POST {Rig.User}/calls/c-1/audio"], fake.Requests.Select(request => request.ToString()));
    }

    [GeneratedRegex(@"^\| `(\w+\.\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
