using System.Text.Json;
using System.Text.RegularExpressions;
using CallGrains.Docs.Tests.Support;

namespace CallGrains.Docs.Tests;

/// <summary>
/// The page of settings has each key of the configuration's schema, and no other. In its keys a word in capitals stands
/// for any name, and a key that begins with a colon for the one before with another end.
/// </summary>
public sealed partial class SettingsTests
{
    private static readonly List<string> Page =
        [.. Row().Matches(Repository.Read("docs/settings.md")).SelectMany(m => Keys(m.Groups[1].Value))];

    [Fact]
    public void Each_key_of_the_schema_is_on_the_page() => Faults.None(Schema().Where(k => !Page.Any(p => Means(p, k))));

    [Fact]
    public void Each_key_of_the_page_is_in_the_schema()
    {
        var schema = Schema().ToList();

        Faults.None(Page.Where(p => IsOurs(p) && !schema.Any(k => Means(p, k))));
    }

    [Fact]
    public void The_hosts_options_are_on_the_page_with_their_keys()
    {
        var page = Repository.Read("docs/settings.md").Split('\n');
        var options = Option().Matches(Repository.Read("src/CallGrains.Host/Composition/HostCommand.cs")).ToList();

        Assert.True(options.Count >= 10);
        Faults.None(options.Select(m => (Name: $"`{m.Groups[1].Value}`", Key: m.Groups[2].Value.Split(':')[^1]))
            .Where(o => !page.Any(l => l.Contains(o.Name, StringComparison.Ordinal)
                && (l.Contains(o.Key + "`", StringComparison.Ordinal) || o.Key == "0")))
            .Select(o => $"{o.Name} {o.Key}"));
    }

    private static bool IsOurs(string key) =>
        key.StartsWith("CallGrains:", StringComparison.Ordinal) || key.StartsWith("Bandwidth:", StringComparison.Ordinal)
        || key.StartsWith("Telnyx:", StringComparison.Ordinal);

    /// <summary>Whether a page's key means a schema's, in which <c>*</c> is any name.</summary>
    private static bool Means(string page, string key)
    {
        var (p, k) = (page.Split(':'), key.Split(':'));
        return p.Length == k.Length && p.Zip(k).All(s => s.First == s.Second || (s.First.All(char.IsAsciiLetterUpper) && s.First.Length > 1));
    }

    private static IEnumerable<string> Keys(string cell)
    {
        var before = "";
        foreach (Match m in Code().Matches(cell))
        {
            var key = m.Groups[1].Value;
            before = key.StartsWith(':') ? before[..before.LastIndexOf(':')] + key : key;
            yield return before;
        }
    }

    private static IEnumerable<string> Schema()
    {
        using var document = JsonDocument.Parse(Repository.Read("src/CallGrains.AspNetCore/ConfigurationSchema.json"));
        return [.. Leaves("", document.RootElement)];
    }

    private static IEnumerable<string> Leaves(string key, JsonElement schema)
    {
        var below = key.Length == 0 ? "" : key + ":";
        return (schema.TryGetProperty("type", out var type) ? type.GetString() : null) switch
        {
            "array" => Leaves(below + "0", schema.GetProperty("items")),
            "object" when schema.TryGetProperty("properties", out var properties) => properties.EnumerateObject().SelectMany(p => Leaves(below + p.Name, p.Value)),
            "object" when schema.TryGetProperty("additionalProperties", out var any) => Leaves(below + "*", any),
            "object" => [below + "…"],
            _ => [key],
        };
    }

    [GeneratedRegex(@"^\| (`[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("""
        \(Text\("(--[a-z-]+)".*"([A-Za-z:0-9]+)"\),
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Option();
}
