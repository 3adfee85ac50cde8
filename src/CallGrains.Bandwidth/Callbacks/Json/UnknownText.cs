using System.Text.Json;

namespace CallGrains.Bandwidth;

/// <summary>
/// Unknown fields are kept as they came; this makes sure that they can be read and written later. An escaped lone
/// surrogate passes the JSON parser and would throw only then.
/// </summary>
internal static class UnknownText
{
    public static void Check(CarrierEvent carrierEvent)
    {
        Check(carrierEvent.Extra);
        Check((carrierEvent as CallStartEvent)?.Diversion?.Extra);
    }

    private static void Check(IReadOnlyDictionary<string, JsonElement>? fields)
    {
        if (fields is null || fields.Count == 0)
        {
            return;
        }

        foreach (var field in fields)
        {
            Check(field.Value);
        }
    }

    private static void Check(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                value.GetString();
                break;
            case JsonValueKind.Array:
                value.EnumerateArray().ToList().ForEach(Check);
                break;
            case JsonValueKind.Object:
                value.EnumerateObject().ToList().ForEach(CheckProperty);
                break;
        }
    }

    private static void CheckProperty(JsonProperty property)
    {
        _ = property.Name;
        Check(property.Value);
    }
}
