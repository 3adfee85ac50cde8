using System.Text;
using System.Text.Json;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// Reads <c>{category, code, message, details:[{name, value}]}</c>, and makes the best of anything else.
/// </summary>
internal static class ErrorBody
{
    private const int MaxText = 200;

    public static async Task<CarrierError> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var body = await CarrierHttp.ReadErrorAsync(response, cancellationToken);
        return TryParse(status, body) ?? new CarrierError(status, null, null, Describe(response, body));
    }

    /// <summary>Null when it is no object.</summary>
    public static CarrierError? Parse(int status, JsonElement error) => error.ValueKind == JsonValueKind.Object
        ? new CarrierError(status, Text(error, "category"), Text(error, "code"), Text(error, "message")) { Details = Details(error) }
        : null;

    private static CarrierError? TryParse(int status, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Parse(status, json.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Details(JsonElement root)
    {
        var details = new Dictionary<string, string>();
        if (root.TryGetProperty("details", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in list.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Object && Text(item, "name") is { } name)
                {
                    details[name] = Text(item, "value") ?? "";
                }
            }
        }

        return details;
    }

    private static string? Text(JsonElement item, string name) => !item.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null => null,
        _ => value.GetRawText(),
    };

    private static string Describe(HttpResponseMessage response, byte[] body)
    {
        var location = (int)response.StatusCode is >= 300 and < 400 ? $" It points to {response.Headers.Location}: is {BandwidthOptions.SectionName}:BaseUrl right?" : "";
        var text = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, MaxText))).ReplaceLineEndings(" ").Trim();
        return (text.Length == 0 ? "no error body." : $"no JSON error body, but '{text}'.") + location;
    }
}
