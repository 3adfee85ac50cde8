using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallGrains.Tool.Documents;

/// <summary>
/// A published JSON schema, and the check of a file against it. Descriptions complete the sentence "write …", so that
/// one text serves editors and error messages. Of the standard it knows the words that our schemas use, and refuses
/// others.
/// </summary>
internal sealed class Schema
{
    private static readonly HashSet<string> Known =
    [
        "$schema", "$id", "$defs", "$ref", "title", "description", "default", "examples", "writeOnly", "type", "properties", "required",
        "additionalProperties", "items", "enum", "pattern", "minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength", "minItems", "oneOf", "dependentRequired",
    ];

    private readonly JsonElement _root;

    public Schema(string json)
    {
        _root = JsonDocument.Parse(json).RootElement;
        Refuse(_root);
    }

    /// <summary>The schema of this name that the program carries.</summary>
    public static Schema Load(string name)
    {
        using var stream = typeof(Schema).Assembly.GetManifestResourceStream(name) ?? throw new ArgumentException($"The program carries no schema '{name}'.", nameof(name));
        using var reader = new StreamReader(stream);
        return new Schema(reader.ReadToEnd());
    }

    /// <summary>Everything that is wrong; empty when nothing is.</summary>
    public List<Fault> Check(Node document)
    {
        var faults = new List<Fault>();
        Check(document, _root, faults);
        return faults;
    }

    private void Check(Node node, JsonElement schema, List<Fault> faults)
    {
        schema = Resolve(schema);
        if (schema.TryGetProperty("type", out var type) && !IsOfType(node, type.GetString()!))
        {
            faults.Add(node.Fault($"{node.Shown} is {Shown(node, schema)}; write {Wanted(schema)}."));
            return;
        }

        switch (node.Kind)
        {
            case NodeKind.Object:
                CheckMembers(node, schema, faults);
                break;
            case NodeKind.List:
                CheckItems(node, schema, faults);
                break;
            default:
                if (!Fits(node, schema))
                {
                    faults.Add(node.Fault($"{node.Shown} is {Shown(node, schema)}; write {Wanted(schema)}."));
                }

                break;
        }
    }

    private void CheckMembers(Node node, JsonElement schema, List<Fault> faults)
    {
        var properties = schema.TryGetProperty("properties", out var found) ? found : default;
        foreach (var (name, value) in node.Members)
        {
            if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(name, out var property))
            {
                Check(value, property, faults);
            }
            else if (schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False)
            {
                faults.Add(value.Fault($"{node.Shown} has '{name}', which means nothing here; {Spelling.Advice(name, Names(properties))}"));
            }
        }

        faults.AddRange(Texts(schema, "required").Where(name => node[name] is null).Select(name =>
            node.Fault($"{node.Shown} has no '{name}'; add it: {Wanted(Resolve(properties.GetProperty(name)))}.")));
        CheckTogether(node, schema, faults);
    }

    private static void CheckTogether(Node node, JsonElement schema, List<Fault> faults)
    {
        if (schema.TryGetProperty("oneOf", out var choices))
        {
            var names = choices.EnumerateArray().SelectMany(choice => Texts(choice, "required")).ToList();
            var present = names.Where(name => node[name] is not null).ToList();
            if (present.Count != 1)
            {
                var has = present.Count == 0 ? "none of them" : string.Join(" and ", present.Select(name => $"'{name}'"));
                faults.Add(node.Fault($"{node.Shown} has {has}; write exactly one of {string.Join(", ", names)}."));
            }
        }

        if (schema.TryGetProperty("dependentRequired", out var dependents))
        {
            faults.AddRange(
                from dependent in dependents.EnumerateObject()
                where node[dependent.Name] is not null
                from needed in dependent.Value.EnumerateArray()
                where node[needed.GetString()!] is null
                select node[dependent.Name]!.Fault($"{node.Shown} has '{dependent.Name}' without '{needed}'; add '{needed}' or leave '{dependent.Name}' out."));
        }
    }

    private void CheckItems(Node node, JsonElement schema, List<Fault> faults)
    {
        if (schema.TryGetProperty("minItems", out var least) && node.Items.Count < least.GetInt32())
        {
            faults.Add(node.Fault($"{node.Shown} is empty; write {Wanted(schema)}."));
        }

        if (schema.TryGetProperty("items", out var items))
        {
            node.Items.ForEach(item => Check(item, items, faults));
        }
    }

    private static bool Fits(Node node, JsonElement schema)
    {
        var number = node.Kind == NodeKind.Number ? double.Parse(node.Value, CultureInfo.InvariantCulture) : 0;
        return (!schema.TryGetProperty("enum", out var values) || values.EnumerateArray().Any(value => (value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()) == node.Value))
            && (!schema.TryGetProperty("pattern", out var pattern) || Regex.IsMatch(node.Value, pattern.GetString()!, RegexOptions.CultureInvariant))
            && (!schema.TryGetProperty("minLength", out var shortest) || node.Value.Length >= shortest.GetInt32())
            && (!schema.TryGetProperty("maxLength", out var longest) || node.Value.Length <= longest.GetInt32())
            && (!schema.TryGetProperty("minimum", out var least) || number >= least.GetDouble())
            && (!schema.TryGetProperty("exclusiveMinimum", out var bound) || number > bound.GetDouble())
            && (!schema.TryGetProperty("maximum", out var most) || number <= most.GetDouble());
    }

    private static bool IsOfType(Node node, string type) => type switch
    {
        "object" => node.Kind == NodeKind.Object,
        "array" => node.Kind == NodeKind.List,
        "string" => node.Kind == NodeKind.Text,
        "boolean" => node.Kind == NodeKind.Boolean,
        "number" => node.Kind == NodeKind.Number,
        _ => node.Kind == NodeKind.Number && node.Value.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0,
    };

    private JsonElement Resolve(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference) ? _root.GetProperty("$defs").GetProperty(reference.GetString()![("#/$defs/".Length)..]) : schema;

    private static string Wanted(JsonElement schema) => schema.GetProperty("description").GetString()!;

    private static string Shown(Node node, JsonElement schema) =>
        schema.TryGetProperty("writeOnly", out var secret) && secret.GetBoolean() && node.Kind == NodeKind.Text ? "a text (not shown)" : node.Kind switch
        {
            // An address may hold a password, and messages are kept in build logs.
            NodeKind.Text => $"'{Regex.Replace(node.Value, "://[^/]*@", "://***@")}'",
            NodeKind.Object => "an object",
            NodeKind.List => "a list",
            _ => node.Value,
        };

    private static IEnumerable<string> Names(JsonElement properties) =>
        properties.ValueKind == JsonValueKind.Object ? properties.EnumerateObject().Select(property => property.Name).Where(name => name[0] != '$') : [];

    private static IEnumerable<string> Texts(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var list) ? list.EnumerateArray().Select(item => item.GetString()!) : [];

    private static void Refuse(JsonElement schema)
    {
        foreach (var word in schema.EnumerateObject())
        {
            if (!Known.Contains(word.Name))
            {
                throw new ArgumentException($"The schema's word '{word.Name}' is not checked; write it without, or teach {nameof(Schema)} to check it.");
            }

            var children = word.Name is "properties" or "$defs" ? word.Value.EnumerateObject().Select(child => child.Value) : word.Name == "items" ? [word.Value] : [];
            foreach (var child in children)
            {
                Refuse(child);
            }
        }
    }
}
