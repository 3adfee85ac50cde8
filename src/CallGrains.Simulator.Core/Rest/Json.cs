using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallGrains.Simulator.Rest;

internal static class Json
{
    /// <summary>A plus and a quote stay readable; nothing of this is ever put into a page.</summary>
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(JsonNode node) => node.ToJsonString(Readable);

    /// <summary>An object without the fields that have no value: the carrier's clients fail on <c>null</c>.</summary>
    public static JsonObject Object(params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var made = new JsonObject();
        foreach (var (name, value) in fields)
        {
            if (value is not null)
            {
                made[name] = value;
            }
        }

        return made;
    }

    public static JsonArray Array(IEnumerable<JsonNode> items)
    {
        var made = new JsonArray();
        foreach (var item in items)
        {
            made.Add(item);
        }

        return made;
    }
}
