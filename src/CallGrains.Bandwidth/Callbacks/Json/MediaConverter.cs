using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallGrains.Bandwidth;

/// <summary>A list of addresses: a JSON array, or the text <c>[url, url]</c> of the GET form.</summary>
internal sealed partial class MediaConverter : ReadConverter<IReadOnlyList<Uri>>
{
    public override IReadOnlyList<Uri>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.StartArray ? ReadArray(ref reader) : ReadText(TextConverter.Text(ref reader) ?? "");

    private static List<Uri> ReadArray(ref Utf8JsonReader reader)
    {
        List<Uri> media = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            media.Add(LinkConverter.Link(TextConverter.Text(ref reader) ?? throw FieldFaultException.Of("an address", ref reader)));
        }
        return media;
    }

    private static List<Uri> ReadText(string text)
    {
        var inside = text.Trim();
        inside = inside.StartsWith('[') && inside.EndsWith(']') ? inside[1..^1].Trim() : inside;
        return inside.Length == 0 ? [] : [.. Separator().Split(inside).Select(LinkConverter.Link)];
    }

    // Addresses may contain commas, so only a comma before the next address parts them.
    [GeneratedRegex(@"\s*,\s*(?=https?://)", RegexOptions.IgnoreCase)]
    private static partial Regex Separator();
}
