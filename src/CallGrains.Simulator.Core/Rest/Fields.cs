using System.Globalization;
using System.Text.Json;

namespace CallGrains.Simulator.Rest;

/// <summary>
/// The properties of a request body, read as the carrier reads them: numbers and booleans may be strings, words compare
/// without case and hyphens, null means absent. What is wrong is said with its name, its value and what to send
/// instead.
/// </summary>
internal sealed class Fields(JsonElement body)
{
    /// <summary>Properties that come from elsewhere, such as the attributes of an element.</summary>
    public static Fields Of(IEnumerable<KeyValuePair<string, string>> entries) => new(JsonSerializer.SerializeToElement(new Dictionary<string, string>(entries)));

    public static Fields Empty { get; } = new(default);

    public bool Has(string name) => Find(name) is not null;

    /// <summary>A string; other JSON values as their JSON text; null when absent.</summary>
    public string? Text(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

    public string Required(string name, string resource)
    {
        if (Text(name) is not { } text)
        {
            throw ApiError.BadRequest("missing-property", $"The '{resource}' resource property '{name}' is required but was not specified.");
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            throw ApiError.BadRequest("blank-property", $"The '{resource}' resource property '{name}' must contain at least one non-whitespace character.");
        }

        return text;
    }

    public int? Whole(string name, int min, int max)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        throw ApiError.Invalid($"'{name}' is '{text}'; send a whole number from {min} to {max}.");
    }

    public TimeSpan? Seconds(string name, double above, double max)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > above && number <= max)
        {
            return TimeSpan.FromSeconds(number);
        }

        throw ApiError.Invalid(string.Create(CultureInfo.InvariantCulture, $"'{name}' is '{text}'; send seconds above {above} and at most {max}."));
    }

    public bool? Flag(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return bool.TryParse(text, out var flag) ? flag : throw ApiError.Invalid($"'{name}' is '{text}'; send true or false.");
    }

    public string? Choice(string name, params ReadOnlySpan<string> allowed)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach (var word in allowed)
        {
            if (Same(word, text))
            {
                return word;
            }
        }

        throw ApiError.Invalid($"'{name}' is '{text}'; send one of: {string.Join(", ", allowed.ToArray())}.");
    }

    /// <summary>An absolute http or https URL, credentials allowed; null when absent.</summary>
    public string? Url(string name, string code)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
        {
            return text;
        }

        throw ApiError.BadRequest(code, $"'{name}' is '{text}'; send an absolute http or https URL.");
    }

    /// <summary>The properties of a nested object; null when absent.</summary>
    public Fields? Inner(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Object ? new Fields(value) : throw ApiError.Invalid($"'{name}' is {value.GetRawText()}; send a JSON object.");
    }

    /// <summary>The objects of a body that is a list; null when it is none.</summary>
    public IReadOnlyList<Fields>? Items()
    {
        if (body.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        return [.. body.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Object
            ? new Fields(item)
            : throw ApiError.Invalid($"The list holds {item.GetRawText()}; send JSON objects."))];
    }

    /// <summary>A list of strings; a single string is a list of one; null when absent.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return [value.GetString()!];
        }

        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }

        throw ApiError.Invalid($"'{name}' is {value.GetRawText()}; send a list of strings.");
    }

    /// <summary>The sound files that the body names, on its own or in what it wants played.</summary>
    public IEnumerable<string> Files() => new[] { this, Part("prompt"), Part("whisperAudio") }.Select(part => part?.Text("fileUrl")).Where(file => !string.IsNullOrEmpty(file))!;

    private Fields? Part(string name) => Find(name) is { ValueKind: JsonValueKind.Object } value ? new Fields(value) : null;

    public JsonElement? Raw(string name) => Find(name);

    public IEnumerable<(string Name, string Value)> Entries()
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var entry in body.EnumerateObject())
        {
            yield return (entry.Name, Text(entry.Name) ?? "");
        }
    }

    /// <summary>Whether two words of the API are the same, whatever their case and hyphens.</summary>
    public static bool Same(string left, string right) =>
        string.Equals(left.Replace("-", "", StringComparison.Ordinal), right.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private JsonElement? Find(string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
