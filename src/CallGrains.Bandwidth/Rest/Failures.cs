namespace CallGrains.Bandwidth.Rest;

/// <summary>Says of each way to fail how far the request got. Promise 3 of the kernel rests on this table.</summary>
internal static class Failures
{
    /// <summary>
    /// Nothing came back. It had no effect when no part of it was handed to a connection; else nobody knows.
    /// </summary>
    public static CarrierException NoAnswer(HttpRequestMessage request, Exception cause)
    {
        var sent = TrackedContent.WasSent(request, cause);
        var where = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        var text = sent
            ? $"No answer to {where}: {cause.Message} Whether it took effect is not known."
            : $"{where} was not sent to {request.RequestUri.GetLeftPart(UriPartial.Authority)}: {cause.Message} Check {BandwidthOptions.SectionName}:BaseUrl and the network.";
        return new CarrierException(
            new CarrierError(0, null, sent ? "no-answer" : "not-sent", text),
            sent ? RequestEffect.InDoubt : RequestEffect.None,
            cause);
    }

    /// <summary>An answer came, and it is not 2xx.</summary>
    public static async Task<CarrierException> RefusedAsync(HttpResponseMessage response, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var error = await ErrorBody.ReadAsync(response, cancellationToken);
        return new CarrierException(error, EffectOf(error)) { RetryAfter = RetryTimes.Of(response, error, now) };
    }

    /// <summary>
    /// A 2xx came, but what it must carry is missing or unreadable: the request took effect, its result is not known.
    /// </summary>
    public static CarrierException Unreadable(HttpResponseMessage response, string what, Exception? cause = null) => new(
        new CarrierError((int)response.StatusCode, null, "unreadable-answer", $"The answer to {response.RequestMessage!.Method} {response.RequestMessage.RequestUri!.AbsolutePath} {what}"),
        RequestEffect.InDoubt,
        cause);

    /// <summary>
    /// Whether the carrier counts too many calls or messages; other errors of category <c>limit</c> are about sizes,
    /// and would come again.
    /// </summary>
    public static bool IsRateLimit(CarrierError error) =>
        error.Status == 429 || (error is { Status: 403, Category: "limit" } && error.Code?.Contains("rate-limit", StringComparison.Ordinal) != false);

    /// <summary>
    /// The call is still being set up (503), or someone else was just changing it (409): nothing was done, and it will
    /// soon be possible.
    /// </summary>
    public static bool IsPassing(CarrierError error) =>
        error is { Status: 503, Code: "call-unavailable" } || (error.Status == 409 && error.Code?.EndsWith("-update-conflict", StringComparison.Ordinal) == true);

    private static RequestEffect EffectOf(CarrierError error)
    {
        if (IsRateLimit(error) || IsPassing(error))
        {
            return RequestEffect.None;
        }

        return error.Status is >= 500 or 408 ? RequestEffect.InDoubt : RequestEffect.Refused;
    }
}
