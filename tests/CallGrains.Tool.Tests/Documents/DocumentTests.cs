using System.Text;
using System.Text.Json;
using CallGrains.Tool.Documents;

namespace CallGrains.Tool.Tests.Documents;

public sealed class DocumentTests
{
    private static readonly Schema Things = new("""
        {
          "description": "an object", "type": "object", "required": ["name"], "additionalProperties": false,
          "properties": {
            "name": { "type": "string", "minLength": 1, "maxLength": 5, "description": "a short name" },
            "size": { "type": "integer", "minimum": 1, "maximum": 9, "description": "a whole number from 1 to 9" },
            "share": { "type": "number", "exclusiveMinimum": 0, "description": "a number above 0" },
            "color": { "type": "string", "enum": ["red", "blue"], "description": "\"red\" or \"blue\"" },
            "only": { "type": "boolean", "enum": [true], "description": "true" },
            "secret": { "type": "string", "writeOnly": true, "pattern": "^x", "description": "the secret" },
            "url": { "type": "string", "pattern": "^http", "description": "a URL" },
            "parts": { "type": "array", "minItems": 1, "description": "a list of parts", "items": { "$ref": "#/$defs/part" } }
          },
          "$defs": {
            "part": {
              "description": "a part", "type": "object", "oneOf": [{ "required": ["bolt"] }, { "required": ["nut"] }], "dependentRequired": { "thread": ["bolt"] },
              "properties": { "bolt": { "type": "string", "description": "a bolt" }, "nut": { "type": "string", "description": "a nut" }, "thread": { "type": "string", "description": "a thread" } }
            }
          }
        }
        """);

    [Fact]
    public void A_right_file_has_no_faults() => Assert.Empty(Check("""
        {
          // comments and trailing commas are fine
          "name": "a", "size": 9, "share": 0.5, "color": "red", "only": true, "secret": "xyz", "parts": [{ "bolt": "M4", "thread": "fine" }, { "nut": "M4" }],
        }
        """));

    [Theory]
    [InlineData("""{ }""", "1:1: the file has no 'name'; add it: a short name.")]
    [InlineData("""[1]""", "1:1: the file is a list; write an object.")]
    [InlineData("""{ "name": 7 }""", "1:11: name is 7; write a short name.")]
    [InlineData("""{ "name": "" }""", "1:11: name is ''; write a short name.")]
    [InlineData("""{ "name": "toolong" }""", "1:11: name is 'toolong'; write a short name.")]
    [InlineData("""{ "name": "a", "sise": 1 }""", "1:24: the file has 'sise', which means nothing here; did you mean 'size'?")]
    [InlineData("""{ "name": "a", "weight": 1 }""", "1:26: the file has 'weight', which means nothing here; it knows name, size, share, color, only, secret, url, parts.")]
    [InlineData("""{ "name": "a", "size": 10 }""", "1:24: size is 10; write a whole number from 1 to 9.")]
    [InlineData("""{ "name": "a", "size": 0 }""", "1:24: size is 0; write a whole number from 1 to 9.")]
    [InlineData("""{ "name": "a", "size": 1.5 }""", "1:24: size is 1.5; write a whole number from 1 to 9.")]
    [InlineData("""{ "name": "a", "size": null }""", "1:24: size is null; write a whole number from 1 to 9.")]
    [InlineData("""{ "name": "a", "share": 0 }""", "1:25: share is 0; write a number above 0.")]
    [InlineData("""{ "name": "a", "color": "Red" }""", """1:25: color is 'Red'; write "red" or "blue".""")]
    [InlineData("""{ "name": "a", "only": false }""", "1:24: only is false; write true.")]
    [InlineData("""{ "name": "a", "secret": "hunter2" }""", "1:26: secret is a text (not shown); write the secret.")]
    [InlineData("""{ "name": "a", "url": "ftp://me:hunter2@host/" }""", "1:23: url is 'ftp://***@host/'; write a URL.")]
    [InlineData("""{ "name": "a", "parts": [] }""", "1:25: parts is empty; write a list of parts.")]
    [InlineData("""{ "name": "a", "parts": [{}] }""", "1:26: parts[0] has none of them; write exactly one of bolt, nut.")]
    [InlineData("""{ "name": "a", "parts": [{ "nut": "a", "bolt": "b" }] }""", "1:26: parts[0] has 'bolt' and 'nut'; write exactly one of bolt, nut.")]
    [InlineData("""{ "name": "a", "parts": [{ "nut": "a", "thread": "b" }] }""", "1:50: parts[0] has 'thread' without 'bolt'; add 'bolt' or leave 'thread' out.")]
    [InlineData("""{ "name": "a", "name": "b" }""", "1:16: the file has 'name' twice; keep one.")]
    [InlineData("""{ "name": a }""", "1:11: this is no JSON: 'a' is an invalid start of a value.")]
    [InlineData("", "1:1: this is no JSON: The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, when isFinalBlock is true.")]
    public void A_fault_says_where_what_and_what_instead(string json, string fault) => Assert.Equal([$"f.json:{fault}"], Check(json));

    [Fact]
    public void Faults_come_all_at_once_with_lines_and_columns_in_characters() => Assert.Equal(
        ["f.json:2:28: size is 11; write a whole number from 1 to 9.", "f.json:3:18: parts[0].nut is true; write a nut.", "f.json:4:10: color is 'x'; write \"red\" or \"blue\"."],
        Check("{\n  \"name\": \"ünï🙂\", \"size\": 11,\n\"parts\": [{\"nut\":true}],\r\n\"color\": \"x\" }"));

    [Fact]
    public void A_byte_order_mark_is_no_fault() => Assert.Empty(Check("\uFEFF{ \"name\": \"a\" }"));

    [Fact]
    public void A_missing_file_is_named() => Assert.Equal(
        "no-such.json: there is no such file; give the path of one.",
        Assert.Throws<DocumentException>(() => DocumentReader.Read("no-such.json", Things)).Message);

    [Fact]
    public void A_schema_cannot_promise_what_is_not_checked() => Assert.Contains(
        "'multipleOf' is not checked",
        Assert.Throws<ArgumentException>(() => new Schema("""{ "properties": { "a": { "multipleOf": 2 } } }""")).Message,
        StringComparison.Ordinal);

    /// <summary>A description is what a fault tells to write.</summary>
    [Fact]
    public void Every_part_of_the_published_schemas_says_what_to_write()
    {
        var assembly = typeof(Schema).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".schema.json", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(assembly.GetManifestResourceStream(name)!);
            Assert.Equal([], Silent(json.RootElement, name));
            _ = Schema.Load(name);
        }

        static IEnumerable<string> Silent(JsonElement schema, string path) => schema.EnumerateObject()
            .Where(word => word.Name is "properties" or "$defs")
            .SelectMany(word => word.Value.EnumerateObject())
            .SelectMany(child => Silent(child.Value, $"{path}/{child.Name}"))
            .Concat(schema.TryGetProperty("items", out var items) ? Silent(items, path + "[]") : [])
            .Concat(schema.TryGetProperty("description", out _) || schema.TryGetProperty("$ref", out _) ? [] : [path]);
    }

    private static string[] Check(string json)
    {
        try
        {
            var faults = Things.Check(DocumentReader.Parse("f.json", Encoding.UTF8.GetBytes(json)));
            return faults.Count == 0 ? [] : new DocumentException("f.json", faults).Message.Split('\n');
        }
        catch (DocumentException e)
        {
            return e.Message.Split('\n');
        }
    }
}
