using System.Globalization;
using System.Text.Json;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>The parameters of a request; what is wrong is refused with Telnyx's codes and a pointer.</summary>
internal sealed class Body(Fields fields)
{
    public bool Has(string name) => fields.Has(name);

    public JsonElement? Raw(string name) => fields.Raw(name);

    public string? Text(string name) => fields.Text(name) is { Length: > 0 } text ? text : null;

    public string Required(string name) => string.IsNullOrWhiteSpace(Text(name)) ? throw TelnyxErrors.Missing(name) : Text(name)!;

    public int Whole(string name, int byDefault, int min, int max, string? code = null) => Text(name) is not { } text ? byDefault
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
        : throw TelnyxErrors.Outside(name, text, min, max, code);

    public TimeSpan Millis(string name, int byDefault, int max, string code) => TimeSpan.FromMilliseconds(Whole(name, byDefault, 1, max, code));

    public bool Flag(string name, bool byDefault = false) => Text(name) is not { } text ? byDefault
        : bool.TryParse(text, out var flag) ? flag
        : throw TelnyxErrors.Unknown(name, text, ["true", "false"]);

    public string? Choice(string name, params string[] allowed) => Text(name) is not { } text ? null
        : allowed.Contains(text, StringComparer.Ordinal) ? text
        : throw TelnyxErrors.Unknown(name, text, allowed);

    /// <summary>A text is base64; null when there is none.</summary>
    public string? State(string name = "client_state")
    {
        var text = Text(name);
        return text is null || Convert.TryFromBase64String(text, new byte[text.Length], out _) ? text : throw TelnyxErrors.Invalid("90017", name, $"'{name}' is not base64.");
    }

    public string? Url(string name) => Text(name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) ? text
        : throw TelnyxErrors.Invalid("10015", name, $"'{name}' is '{text}'; send an absolute http or https URL.");

    public string Number(string name) => Required(name) is var text && Address.IsNumber(text) ? text : throw TelnyxErrors.NotANumber(name, text);

    public string Party(string name) => Required(name) is var text && (Address.IsNumber(text) || Address.IsSip(text)) ? text : throw TelnyxErrors.NotANumber(name, text);

    /// <summary>Refuses what the real carrier does, and this simulator does not.</summary>
    public void RefuseWhatIsMissing(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (fields.Has(name) && Text(name) is not (null or "false" or "disabled" or "none" or "[]" or "{}"))
            {
                throw ApiError.NotSimulated($"The parameter '{name}'");
            }
        }
    }
}
