using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CallGrains.AspNetCore.Hosting;

namespace CallGrains.Applications.Tests;

/// <summary>
/// The schema of the settings, for editors, says what the options say. After a change that is meant:
/// <c>CALLGRAINS_ACCEPT_SCHEMA=1 dotnet test --filter SchemaTests</c>.
/// </summary>
public sealed partial class SchemaTests
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void The_schema_for_editors_is_the_options()
    {
        var file = Path.Combine(Root(), "ConfigurationSchema.json");
        var schema = Schema().ToJsonString(Layout) + "\n";
        if (Environment.GetEnvironmentVariable("CALLGRAINS_ACCEPT_SCHEMA") == "1")
        {
            File.WriteAllText(file, schema);
        }

        Assert.Equal(schema, File.ReadAllText(file), ignoreLineEndingDifferences: true);
        Assert.Equal("integer", (string?)Schema()["properties"]!["CallGrains"]!["properties"]!["Port"]!["type"]);
    }

    private static JsonObject Schema()
    {
        var root = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject() };
        foreach (var (path, type) in SettingsSections.All)
        {
            var at = root;
            foreach (var part in path.Split(':')[..^1])
            {
                at = at["properties"]![part]!.AsObject();
            }

            at["properties"]![path.Split(':')[^1]] = Described(Group(type), Summary("T:" + type.FullName));
        }

        foreach (var foreign in SettingsSections.Foreign)
        {
            root["properties"]!["CallGrains"]!["properties"]!["Cluster"]!["properties"]![foreign.Split(':')[^1]] = new JsonObject { ["type"] = "object" };
        }

        return root;
    }

    private static JsonObject Group(Type type)
    {
        var properties = new JsonObject();
        foreach (var property in SettingsSections.PropertiesOf(type))
        {
            properties[property.Name] = Described(Of(property.PropertyType), Summary($"P:{type.FullName}.{property.Name}"));
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
    }

    private static JsonObject Of(Type type)
    {
        var bare = SettingsSections.Bare(type);
        return SettingsSections.IsSimple(type) ? Simple(bare)
            : SettingsSections.IsDictionary(type) ? new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(SettingsSections.ElementOf(type)!) }
            : SettingsSections.ElementOf(type) is { } element ? new JsonObject { ["type"] = "array", ["items"] = Of(element) }
            : Group(type);
    }

    private static JsonObject Simple(Type type) => type switch
    {
        { IsEnum: true } => new JsonObject { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(n => JsonValue.Create(n))]) },
        _ when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
        _ when type == typeof(int) || type == typeof(long) => new JsonObject { ["type"] = "integer" },
        _ when type == typeof(double) => new JsonObject { ["type"] = "number" },
        _ when type == typeof(TimeSpan) => new JsonObject { ["type"] = "string", ["pattern"] = @"^-?(\d+\.)?\d{1,2}:\d{2}(:\d{2}(\.\d{1,7})?)?$" },
        _ when type == typeof(Uri) => new JsonObject { ["type"] = "string", ["format"] = "uri" },
        _ => new JsonObject { ["type"] = "string" },
    };

    private static JsonObject Described(JsonObject schema, string? description)
    {
        if (description is not null)
        {
            schema["description"] = description;
        }

        return schema;
    }

    /// <summary>What the XML docs say, as plain text.</summary>
    private static string? Summary(string member)
    {
        var summary = SettingsSections.All.Select(s => Path.ChangeExtension(s.Type.Assembly.Location, ".xml")).Distinct()
            .SelectMany(file => XDocument.Load(file).Descendants("member"))
            .FirstOrDefault(m => (string?)m.Attribute("name") == member)?.Element("summary");
        return summary is null ? null : Spaces().Replace(string.Concat(summary.Nodes().Select(Plain)), " ").Trim();
    }

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement see when see.Attribute("cref") is { } cref => cref.Value[(cref.Value.LastIndexOf('.') + 1)..],
        XElement element => element.Value,
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    public static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CallGrains.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("CallGrains.sln is in no folder above the tests.");
        }

        return folder;
    }

    private static string Root() =>
        Path.GetDirectoryName(Directory.EnumerateFiles(Path.Combine(Repository(), "src"), "ConfigurationSchema.json", SearchOption.AllDirectories)
            .First(f => !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))!;
}
