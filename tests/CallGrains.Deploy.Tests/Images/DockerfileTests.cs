using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CallGrains.Deploy.Tests.Images;

/// <summary>The Dockerfile and the SDK's own settings of an image say the same, and name what is there.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string Text = Files.Read("Dockerfile").Replace("\\\n", " ", StringComparison.Ordinal);
    private static readonly XDocument Project = XDocument.Load(Path.Combine(Program.Root, "src", "CallGrains.Host", "CallGrains.Host.csproj"));

    [Fact]
    public void The_image_and_that_of_the_SDK_are_alike()
    {
        Assert.Equal(Items("ContainerEnvironmentVariable", "Value"), Variables());
        Assert.Equal(Items("ContainerPort", "Type").Select(p => p.Key).Order(), Last("EXPOSE").Split(' ').Order());
        Assert.EndsWith("-" + Property("ContainerFamily") + " AS host", Last("FROM"), StringComparison.Ordinal);
        Assert.Equal(Property("ContainerUser"), Last("USER"));
        Assert.Empty(Settings.Faults(Variables().Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))));
    }

    [Fact]
    public void Nothing_in_it_is_root_and_its_health_is_asked_without_a_shell()
    {
        Assert.Matches("^[1-9][0-9]*:[1-9][0-9]*$", Last("USER"));
        Assert.EndsWith("CMD [\"/app/callgrains-host\", \"health\"]", Last("HEALTHCHECK"), StringComparison.Ordinal);
        Assert.Equal("[\"/app/callgrains-host\"]", Last("ENTRYPOINT"));
        Assert.DoesNotContain("RUN", Text[Text.LastIndexOf("FROM", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_copies_is_there_and_no_more_is_sent_to_the_engine()
    {
        var copied = Copied().Matches(Text).SelectMany(m => m.Groups[1].Value.Split(' ')[..^1]).Order().ToList();
        Assert.All(copied, path => Assert.True(Path.Exists(Path.Combine(Program.Root, path)), path));
        Assert.Equal(copied, Files.Read("Dockerfile.dockerignore").Split('\n').Where(l => l.StartsWith('!')).Select(l => l[1..]).Order());
        Assert.Contains("sdk:10.0", Text, StringComparison.Ordinal);
    }

    /// <summary>The build's first stage, run as it stands in a folder that has only what it copies.</summary>
    [Fact]
    public async Task What_it_copies_is_enough_to_build()
    {
        Assert.SkipUnless(Campaign.IsFull, "Builds the host anew: ./callgrains test --full runs it.");
        var folder = Files.NewFolder();
        try
        {
            foreach (var path in Copied().Matches(Text).SelectMany(m => m.Groups[1].Value.Split(' ')[..^1]))
            {
                var (copied, told) = await Tools.RunAsync("sh", "-c", $"cd '{Program.Root}' && git ls-files -z -- '{path}' | xargs -0 cp --parents -t '{folder.FullName}'");
                Assert.True(copied == 0, told);
            }

            var command = Text.Split('\n').First(l => l.StartsWith("RUN dotnet publish", StringComparison.Ordinal))[4..].Replace("-o /app", $"-o '{folder.FullName}/app'", StringComparison.Ordinal);
            var (code, said) = await Tools.RunAsync("sh", "-c", $"cd '{folder.FullName}' && {command}");
            Assert.True(code == 0, said);
            Assert.True(File.Exists(Path.Combine(folder.FullName, "app", "callgrains-host")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string> Variables() => Last("ENV").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1]);

    private static Dictionary<string, string> Items(string name, string value) => Project.Descendants(name).ToDictionary(i => i.Attribute("Include")!.Value, i => i.Attribute(value)!.Value);

    private static string Property(string name) => Project.Descendants(name).Single().Value;

    private static string Last(string instruction) => Text.Split('\n').Last(l => l.StartsWith(instruction + " ", StringComparison.Ordinal))[(instruction.Length + 1)..];

    [GeneratedRegex("^COPY (?!--)(.+)$", RegexOptions.Multiline)]
    private static partial Regex Copied();
}
