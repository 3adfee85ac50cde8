using System.Text.Json;
using CallGrains.AspNetCore.Hosting;
using CallGrains.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Reads the fields of a body, and says what is wrong with which.</summary>
internal static class Fields
{
    /// <summary>A body that is no object, or has a field that no one reads.</summary>
    public static Refusal? Check(JsonElement? body, params IReadOnlyList<string> known) =>
        body is not { ValueKind: JsonValueKind.Object } json
            ? Refusal.Malformed(EventFormatException.Body, $"is not a JSON object; send {{{string.Join(',', known.Select(k => $"\"{k}\":…"))}}}")
            : json.EnumerateObject().Select(p => p.Name).FirstOrDefault(name => !known.Contains(name)) is { } unknown ? Unknown(unknown, "field", known) : null;

    /// <summary>A name that means nothing here.</summary>
    public static Refusal Unknown(string name, string kind, IReadOnlyList<string> known) => Refusal.Malformed(
        name,
        $"{Refusal.Quote(name)} is no {kind} here; "
        + (NearName.Of(name, known) is { } near ? $"did you mean '{near}'? " : "")
        + (known.Count == 0 ? $"there are no {kind}s" : $"the {kind}s are: {string.Join(", ", known)}"));

    /// <summary>A field that must be text.</summary>
    public static Refusal? Text(JsonElement json, string field, out string value)
    {
        value = Given(json, field) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
        return Given(json, field) is not { } found ? Refusal.Malformed(field, "is missing; send it as text")
            : found.ValueKind != JsonValueKind.String ? Refusal.Malformed(field, $"{Refusal.Quote(found.GetRawText())} is not text; put it in quotes")
            : null;
    }

    /// <summary>A field that is true or false; false where it is not given.</summary>
    public static Refusal? Flag(JsonElement json, string field, out bool value)
    {
        var given = Given(json, field);
        value = given is { ValueKind: JsonValueKind.True };
        return given is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } wrong
            ? Refusal.Malformed(field, $"{Refusal.Quote(wrong.GetRawText())} is neither true nor false")
            : null;
    }

    /// <summary>A field that is there and not null.</summary>
    public static JsonElement? Given(JsonElement json, string field) =>
        json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
