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
        "CallGrains.Bandwidth/", "CallGrains.Telnyx/", "CallGrains.Simulator/", "CallGrains.Simulator.Core/", "CallGrains.Testing/", "CallGrains.Testing.Orleans/",
        "CallGrains.Host/", "CallGrains.Samples/", "CallGrains.AspNetCore/Hosting/", "CallGrains.Tool/", "CallGrains.Templates/",
    ];

    [Fact]
    public void None_is_named_in_a_neutral_package()
    {
        var found = Files()
            .SelectMany(f => File.ReadLines(f.Path).Select((line, i) => (Where: $"{f.Name}:{i + 1}", Line: line.Trim())))
            .Where(l => Words().IsMatch(l.Line) && !Kept().IsMatch(l.Line))
            .Select(l => $"{l.Where}: {l.Line}").ToList();

        Assert.True(found.Count == 0, $"These have a carrier's word; say it in neutral words, or move it to the carrier:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void The_search_finds_them()
    {
        Assert.True(Files().Count() > 150);
        Assert.All(["Bandwidth", "catapult", "BXML", "CHANNEL_EXECUTE", "is \"playback\"", "PLAYBACK_START", "call-invalid-state", "(<c>state=active</c>)", "the tag \"cg7\"", "cg7|mine"], text => Assert.Matches(Words(), text));
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

    /// <summary>
    /// Names of carriers and their markup; words of their logs, errors and fields; how a tag names an operation.
    /// </summary>
    [GeneratedRegex(
        "bandwidth|catapult|bxml|twiml|telnyx|twilio|channel_|playback_st|\"playback\"|-invalid-state|conference-error|callbackTimeout|client_state|state=[a-z]|(?-i:\\bcg[0-9])",
        RegexOptions.IgnoreCase)]
    private static partial Regex Words();

    /// <summary>The journal's own name for the event, which it keeps.</summary>
    [GeneratedRegex("const string Playback = ")]
    private static partial Regex Kept();
}
