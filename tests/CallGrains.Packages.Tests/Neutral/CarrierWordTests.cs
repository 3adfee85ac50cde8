using System.Text.RegularExpressions;

namespace CallGrains.Packages.Tests.Neutral;

/// <summary>No package that serves all carriers has a word of one of them in its source.</summary>
public sealed partial class CarrierWordTests
{
    /// <summary>
    /// Where a carrier may be named: its own package, the programs and what tests them, and the composition of the
    /// host.
    /// </summary>
    private static readonly string[] MayName =
    [
        "CallGrains.Bandwidth/", "CallGrains.Bandwidth/", "CallGrains.Simulator/", "CallGrains.Testing/", "CallGrains.Testing.Orleans/",
        "CallGrains.Host/", "CallGrains.Samples/", "CallGrains.AspNetCore.Hosting/", "CallGrains.AspNetCore/Hosting/", "CallGrains.Tool/", "CallGrains.Templates/",
    ];

    /// <summary>
    /// What the commands' half of the seam still has to move; a file that has no such word any more must leave the
    /// list.
    /// </summary>
    private static readonly string[] StillThere =
    [
        "CallLog.cs", "Command.cs", "DeliveryPolicy.cs", "GrainActor.Effects.cs", "ICallRouter.cs", "ICarrier.cs", "OperationTag.cs", "Recordings.cs",
    ];

    [Fact]
    public void None_is_named_in_a_neutral_package()
    {
        var found = Files().Where(f => Words().IsMatch(File.ReadAllText(f.Path))).Select(f => f.Name).ToList();

        Assert.True(
            found.Select(name => Path.GetFileName(name)!).Order(StringComparer.Ordinal).SequenceEqual(StillThere),
            $"These have a carrier's word; say it in neutral words, or move it to the carrier:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void The_search_finds_them()
    {
        Assert.True(Files().Count() > 150);
        Assert.All(["Bandwidth", "catapult", "BXML", "CHANNEL_EXECUTE", "the tag \"cg7\"", "cg7|mine"], text => Assert.Matches(Words(), text));
        Assert.DoesNotMatch(Words(), "CG0001 is a rule; a playback and a gather are events");
    }

    private static IEnumerable<(string Name, string Path)> Files()
    {
        var src = Path.Combine(Build.Root, "src");
        return Directory.EnumerateFiles(src, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(src, path).Replace('\\', '/'), Path: path))
            .Where(f => !f.Name.Contains("/obj/", StringComparison.Ordinal) && !f.Name.Contains("/bin/", StringComparison.Ordinal))
            .Where(f => !MayName.Any(prefix => f.Name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [GeneratedRegex("bandwidth|catapult|bxml|twiml|telnyx|twilio|channel_execute|(?-i:\\bcg[0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex Words();
}
