using System.Globalization;
using System.Text.Json;
using System.Web;

namespace CallGrains.Bandwidth.Tests.Callbacks;

/// <summary>
/// The meaning of a payload as flat name=value lines, read without the code under test: times as instants, text and
/// numbers and booleans as their text, names ignoring case.
/// </summary>
internal static class WireFields
{
    public static SortedDictionary<string, string> Of(Fixture fixture)
    {
        if (fixture.Form == CallbackForm.Query)
        {
            return OfQuery(fixture.Text());
        }
        using var json = JsonDocument.Parse(fixture.Text());
        return Of(json.RootElement);
    }

    public static SortedDictionary<string, string> Of(JsonElement json)
    {
        SortedDictionary<string, string> fields = new(StringComparer.Ordinal);
        Add(fields, "", json);
        return fields;
    }

    private static SortedDictionary<string, string> OfQuery(string query)
    {
        SortedDictionary<string, string> fields = new(StringComparer.Ordinal);
        var parameters = HttpUtility.ParseQueryString(query);
        foreach (var name in parameters.AllKeys)
        {
            AddParameter(fields, name!, parameters[name]!);
        }
        return fields;
    }

    private static void AddParameter(SortedDictionary<string, string> fields, string name, string value)
    {
        if (name == "diversion")
        {
            using var json = JsonDocument.Parse(value);
            Add(fields, name, json.RootElement);
            return;
        }
        if (name == "media")
        {
            var media = value.Trim('[', ']').Split(", ");
            Array.ForEach(Enumerable.Range(0, media.Length).ToArray(), i => fields.Add($"media.{i}", media[i]));
            return;
        }
        fields.Add(name.ToLowerInvariant(), Normal(name, name is "from" or "to" ? value.Replace(' ', '+') : value));
    }

    private static void Add(SortedDictionary<string, string> fields, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    Add(fields, name.Length == 0 ? property.Name : $"{name}.{property.Name}", property.Value);
                }
                break;
            case JsonValueKind.Array:
                foreach (var (i, item) in value.EnumerateArray().Index())
                {
                    Add(fields, $"{name}.{i}", item);
                }
                break;
            default:
                fields.Add(name.ToLowerInvariant(), Normal(name, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()));
                break;
        }
    }

    private static string Normal(string name, string value) =>
        name.EndsWith("time", StringComparison.OrdinalIgnoreCase)
            ? DateTimeOffset.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime.ToString("O")
            : value;
}
