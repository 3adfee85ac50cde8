using System.Globalization;
using System.Text.Json;

namespace CallGrains.Telnyx.Rest;

/// <summary>
/// Says of each way to fail how far the request got. Promise 3 of the kernel rests on this table. Codes decide; texts
/// are for people.
/// </summary>
internal static class Failures
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500), OneSlot = TimeSpan.FromSeconds(1);

    /// <summary>What a text to somebody is refused with who has stopped texts.</summary>
    private const string OptedOut = "opted-out";

    /// <summary>
    /// Nothing came back. It had no effect when no part of it was handed to a connection; else nobody knows.
    /// </summary>
    public static CarrierException NoAnswer(HttpRequestMessage request, Exception cause)
    {
        var sent = TrackedContent.WasSent(request, cause);
        var where = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        var text = sent
            ? $"No answer to {where}: {cause.Message} Whether it took effect is not known."
            : $"{where} was not sent to {request.RequestUri.GetLeftPart(UriPartial.Authority)}: {cause.Message} Check {TelnyxOptions.SectionName}:BaseUrl and the network.";
        return new CarrierException(new CarrierError(0, null, sent ? "no-answer" : "not-sent", text), sent ? RequestEffect.InDoubt : RequestEffect.None, cause);
    }

    /// <summary>An answer came, and it is not 2xx.</summary>
    public static async Task<CarrierException> RefusedAsync(HttpResponseMessage response, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var error = await ErrorAsync(response, cancellationToken);
        return new CarrierException(error, EffectOf(error)) { RetryAfter = WaitOf(response, error, now) };
    }

    /// <summary>A 2xx came, but what it must carry is missing or unreadable: its result is not known.</summary>
    public static CarrierException Unreadable(HttpResponseMessage response, string what, Exception? cause = null) => new(
        new CarrierError((int)response.StatusCode, null, "unreadable-answer", $"The answer to {response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath} {what}"),
        RequestEffect.InDoubt,
        cause);

    /// <summary>Too many requests, or too many calls at once (account, voice profile, connection).</summary>
    public static bool IsLimit(CarrierError error) => error.Status == 429 || (error.Status is >= 400 and < 500 && error.Code is "90041" or "90042" or "90043");

    /// <summary>The call is over, or there is none with this id.</summary>
    public static bool IsGone(CarrierError error) => error is { Status: 422, Code: "90015" or "90018" or "90019" };

    /// <summary>Whether the carrier itself says that it does not know what was asked for.</summary>
    public static bool IsUnknown(CarrierError error) => IsGone(error) || error is { Status: 404, Code: "10005" or "10007" or "90058" };

    /// <summary>The call is still being set up; nothing was done, and it will soon be possible.</summary>
    private static bool IsPassing(CarrierError error) => error is { Status: 422, Code: "90020" or "90034" };

    private static RequestEffect EffectOf(CarrierError error) =>
        IsLimit(error) || IsPassing(error) ? RequestEffect.None
        : IsGone(error) ? RequestEffect.Gone
        : error.Status is >= 500 or 408 ? RequestEffect.InDoubt
        : RequestEffect.Refused;

    private static TimeSpan? WaitOf(HttpResponseMessage response, CarrierError error, DateTimeOffset now)
    {
        var asked = response.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date - now) ?? UntilReset(response);
        return wait is { } given ? CarrierHttp.WaitOf(given)
            : IsLimit(error) ? OneSlot
            : IsPassing(error) ? Soon
            : null;
    }

    private static TimeSpan? UntilReset(HttpResponseMessage response) =>
        response.StatusCode == System.Net.HttpStatusCode.TooManyRequests && response.Headers.TryGetValues("x-ratelimit-reset", out var values)
        && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;

    private static async Task<CarrierError> ErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        try
        {
            using var json = JsonDocument.Parse(await CarrierHttp.ReadErrorAsync(response, cancellationToken));
            var first = json.RootElement.ValueKind == JsonValueKind.Object ? Fields.Items(json.RootElement, "errors").FirstOrDefault() : default;
            if (first.ValueKind == JsonValueKind.Object)
            {
                return ErrorOf(status, first);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A proxy's page, or a broken answer: the status is all there is.
        }

        return new CarrierError(status, null, $"http-{status}", response.ReasonPhrase);
    }

    private static CarrierError ErrorOf(int status, JsonElement error)
    {
        var code = Fields.Text(error, "code") ?? $"http-{status}";
        var details = new Dictionary<string, string>();
        var source = error.TryGetProperty("source", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        foreach (var (name, value) in new[] { ("pointer", source.ValueKind == JsonValueKind.Object ? Fields.Text(source, "pointer") : null), ("parameter", source.ValueKind == JsonValueKind.Object ? Fields.Text(source, "parameter") : null) })
        {
            if (value is not null)
            {
                details[name] = value;
            }
        }

        if (code == "40300")
        {
            details["code"] = code;
        }

        return new CarrierError(status, null, code == "40300" ? OptedOut : code, $"{Fields.Text(error, "title")}: {Fields.Text(error, "detail")}".Trim(' ', ':')) { Details = details };
    }
}
