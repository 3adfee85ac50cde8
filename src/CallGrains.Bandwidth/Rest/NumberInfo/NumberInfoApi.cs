namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// The names that numbers call under (CNAM). Each look-up costs money; the carrier allows one request a second (429),
/// unless the account has more.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class NumberInfoApi
{
    private readonly BandwidthHttp _http;

    internal NumberInfoApi(BandwidthHttp http) => _http = http;

    /// <summary>
    /// Looks a number up. 404 <c>cnam-not-found</c> when nobody knows its name, 403 <c>invalid-cnam-search</c> when it
    /// has none.
    /// </summary>
    /// <param name="number">The number, E.164, of any account.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<CallerName> GetAsync(string number, CancellationToken cancellationToken = default) =>
        _http.GetAsync("v1/" + Paths.Join("phoneNumbers", "numberInfo", number), BandwidthJson.Wire.CallerName, cancellationToken);
}
