using System.Collections.ObjectModel;
using System.Text.Json;

namespace CallGrains.Events;

/// <summary>What records need to carry unknown fields by value.</summary>
internal static class ExtraSet
{
    public static readonly IReadOnlyDictionary<string, JsonElement> None = ReadOnlyDictionary<string, JsonElement>.Empty;

    public static bool Same(Dictionary<string, JsonElement>? left, Dictionary<string, JsonElement>? right)
    {
        if ((left?.Count ?? 0) != (right?.Count ?? 0))
        {
            return false;
        }
        return left is null || right is null
            || left.All(field => right.TryGetValue(field.Key, out var value) && Text(field.Value).AsSpan().SequenceEqual(Text(value)));
    }

    // Not JsonElement.DeepEquals: it throws on numbers with a huge exponent, which JSON allows.
    private static byte[] Text(JsonElement value) => JsonSerializer.SerializeToUtf8Bytes(value, EventJsonContext.Default.JsonElement);
}
