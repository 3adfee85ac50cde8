using System.Text.Json.Nodes;

namespace CallGrains.Simulator.Rest;

internal static class Json
{
    /// <summary>An object without the fields that have no value: the carrier's clients fail on <c>null</c>.</summary>
    public static JsonObject Object(params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var made = new JsonObject();
        foreach (var (name, value) in fields)
            if (value is not null) made[name] = value;
        return made;
    }

    public static JsonArray Array(IEnumerable<JsonNode> items)
    {
        var made = new JsonArray();
        foreach (var item in items) made.Add(item);
        return made;
    }
}
