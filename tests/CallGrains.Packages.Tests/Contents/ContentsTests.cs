using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace CallGrains.Packages.Tests.Contents;

/// <summary>What a package must have, and must not.</summary>
[Collection(nameof(Packed))]
public sealed class ContentsTests(Packed packed)
{
    public static TheoryData<string> Libraries() => [.. Build.Libraries];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_brings_its_docs_its_license_and_its_symbols(string id)
    {
        using var package = ZipFile.OpenRead(packed.PathOf(id));
        Assert.NotNull(package.GetEntry($"lib/net10.0/{id}.dll"));
        Assert.NotNull(package.GetEntry($"lib/net10.0/{id}.xml"));
        Assert.NotNull(package.GetEntry("README.md"));
        var about = About(package, id);
        Assert.Equal("MIT", Value(about, "license"));
        Assert.Equal("README.md", Value(about, "readme"));
        Assert.NotEqual("Package Description", Value(about, "description"));
        using var symbols = ZipFile.OpenRead(packed.PathOf(id, "snupkg"));
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/{id}.pdb"));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Nothing_names_the_machine_or_the_repository(string id)
    {
        using var package = ZipFile.OpenRead(packed.PathOf(id));
        Assert.Null(About(package, id).Descendants().FirstOrDefault(e => e.Name.LocalName is "repository" or "projectUrl"));
        using var symbols = ZipFile.OpenRead(packed.PathOf(id, "snupkg"));
        var code = Bytes(package.GetEntry($"lib/net10.0/{id}.dll")!).Concat(Bytes(symbols.GetEntry($"lib/net10.0/{id}.pdb")!)).ToArray();

        // Developers' builds keep their paths, for debuggers.
        Assert.True(Build.Configuration != "Release" || code.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Build.Root)) < 0, $"{id} contains {Build.Root}");
    }

    [Fact]
    public void The_rules_come_with_the_flows_and_through_whatever_brings_them()
    {
        using var flows = ZipFile.OpenRead(packed.PathOf("CallGrains.Flows"));
        Assert.NotNull(flows.GetEntry("analyzers/dotnet/cs/CallGrains.Analyzers.dll"));
        Assert.DoesNotContain(About(flows, "CallGrains.Flows").Descendants(), e => ((string?)e.Attribute("id"))?.Contains("Analyzers", StringComparison.Ordinal) == true);
        foreach (var id in Build.Libraries.Where(l => l is "CallGrains.AspNetCore" or "CallGrains.Orleans" or "CallGrains.Testing"))
        {
            using var package = ZipFile.OpenRead(packed.PathOf(id));
            var dependency = About(package, id).Descendants().Single(e => (string?)e.Attribute("id") == "CallGrains.Flows");
            Assert.DoesNotContain("Analyzers", (string?)dependency.Attribute("exclude") ?? "", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Programs_and_tests_are_not_packed()
    {
        var ids = Directory.EnumerateFiles(packed.Folder, "*.nupkg").Select(f => Path.GetFileName(f).Replace($".{packed.Version}.nupkg", "", StringComparison.Ordinal));
        Assert.Equal(Build.Libraries.Concat(["CallGrains.Simulator", "CallGrains.Templates", "CallGrains.Tool"]).Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
    }

    private static XDocument About(ZipArchive package, string id)
    {
        using var text = package.GetEntry($"{id}.nuspec")!.Open();
        return XDocument.Load(text);
    }

    private static string? Value(XDocument about, string element) => about.Descendants().FirstOrDefault(e => e.Name.LocalName == element)?.Value;

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var from = entry.Open();
        using var to = new MemoryStream();
        from.CopyTo(to);
        return to.ToArray();
    }
}
