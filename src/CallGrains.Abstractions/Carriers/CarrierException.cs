namespace CallGrains;

/// <summary>How far a failed request got.</summary>
public enum RequestEffect
{
    /// <summary>
    /// It certainly had none: it never left, or was turned away for now (rate limit). It may be sent again at once, or
    /// after <see cref="CarrierException.RetryAfter"/>.
    /// </summary>
    None,

    /// <summary>It certainly had none, and would have none again (4xx).</summary>
    Refused,

    /// <summary>The call it was for is over, or in a state that makes it pointless.</summary>
    Gone,

    /// <summary>It may have had its effect: no answer, a broken connection, a 5xx.</summary>
    InDoubt,
}

/// <summary>A request to the carrier failed.</summary>
/// <param name="error">The carrier's words.</param>
/// <param name="effect">How far it got.</param>
/// <param name="innerException">The transport's error, where there is one.</param>
public sealed class CarrierException(CarrierError error, RequestEffect effect, Exception? innerException = null)
    : Exception(Describe(error), innerException)
{
    /// <summary>The carrier's words.</summary>
    public CarrierError Error { get; } = error;

    /// <summary>How far it got.</summary>
    public RequestEffect Effect { get; } = effect;

    /// <summary>How long the carrier asks to wait before the next try; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    private static string Describe(CarrierError error) => error.Status == 0
        ? error.Message ?? $"The carrier was not asked: {error.Code}."
        : $"The carrier answered {error.Status} {error.Code}: {error.Message}";
}
