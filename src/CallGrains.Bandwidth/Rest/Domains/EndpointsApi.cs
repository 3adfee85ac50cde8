using System.Globalization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// SIP endpoints: phones that register with a domain. All registered clients of one ring; the first to answer wins. The
/// carrier allows one request a second (429), unless the account has more.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class EndpointsApi
{
    private readonly BandwidthHttp _http;

    internal EndpointsApi(BandwidthHttp http) => _http = http;

    /// <summary>Makes an endpoint.</summary>
    /// <param name="domainId">The domain's id.</param>
    /// <param name="endpoint">Its name, password and application.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The endpoint's id.</returns>
    public Task<string> CreateAsync(string domainId, CreateEndpoint endpoint, CancellationToken cancellationToken = default) =>
        _http.CreateAsync(Path(domainId), endpoint, BandwidthJson.Wire.CreateEndpoint, cancellationToken);

    /// <summary>Reads an endpoint.</summary>
    /// <param name="domainId">The domain's id.</param>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<SipEndpoint> GetAsync(string domainId, string endpointId, CancellationToken cancellationToken = default) =>
        _http.GetAsync(Path(domainId, endpointId), BandwidthJson.Wire.SipEndpoint, cancellationToken);

    /// <summary>Lists the endpoints of a domain.</summary>
    /// <param name="domainId">The domain's id.</param>
    /// <param name="size">Endpoints a request, 1 to 1000; null for the carrier's 25.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<SipEndpoint> ListAsync(string domainId, int? size = null, CancellationToken cancellationToken = default) =>
        _http.ListAsync(Paths.WithQuery(Path(domainId), ("size", size?.ToString(CultureInfo.InvariantCulture))), BandwidthJson.Wire.SipEndpointArray, cancellationToken);

    /// <summary>Changes an endpoint.</summary>
    /// <param name="domainId">The domain's id.</param>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="update">What changes; absent values stay.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task UpdateAsync(string domainId, string endpointId, UpdateEndpoint update, CancellationToken cancellationToken = default) =>
        _http.UpdateAsync(Path(domainId, endpointId), update, BandwidthJson.Wire.UpdateEndpoint, cancellationToken);

    /// <summary>Deletes an endpoint.</summary>
    /// <param name="domainId">The domain's id.</param>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task DeleteAsync(string domainId, string endpointId, CancellationToken cancellationToken = default) =>
        _http.DeleteAsync(Path(domainId, endpointId), cancellationToken);

    /// <summary>Makes a token for a phone that is not to know the password.</summary>
    /// <param name="domainId">The domain's id.</param>
    /// <param name="endpointId">The endpoint's id.</param>
    /// <param name="expires">How long it is good for, in whole seconds, rounded up; null for the carrier's
    /// choice.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<EndpointToken> CreateTokenAsync(string domainId, string endpointId, TimeSpan? expires = null, CancellationToken cancellationToken = default) => _http.PostAsync(
        Path(domainId, endpointId, "tokens"),
        JsonBody.Create(new CreateToken { Expires = expires }, BandwidthJson.Wire.CreateToken),
        BandwidthJson.Wire.EndpointToken,
        cancellationToken);

    private string Path(string domainId, params ReadOnlySpan<string> rest) =>
        $"{_http.UserPath}/{Paths.Join(["domains", domainId, "endpoints", .. rest])}";
}
