namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// SIP domains, at most 100 an account; their phones are in <see cref="BandwidthClient.Endpoints"/>. The carrier allows
/// one request a second (429), unless the account has more.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class DomainsApi
{
    private readonly BandwidthHttp _http;

    internal DomainsApi(BandwidthHttp http) => _http = http;

    /// <summary>Makes a domain.</summary>
    /// <param name="domain">Its name and what it is for.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The domain's id.</returns>
    public Task<string> CreateAsync(CreateDomain domain, CancellationToken cancellationToken = default) =>
        _http.CreateAsync(Path(), domain, BandwidthJson.Wire.CreateDomain, cancellationToken);

    /// <summary>Lists the domains.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<Domain> ListAsync(CancellationToken cancellationToken = default) =>
        _http.ListAsync(Path(), BandwidthJson.Wire.DomainArray, cancellationToken);

    /// <summary>Deletes a domain.</summary>
    /// <param name="domainId">The domain's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task DeleteAsync(string domainId, CancellationToken cancellationToken = default) => _http.DeleteAsync(Path(domainId), cancellationToken);

    private string Path(params ReadOnlySpan<string> rest) => $"{_http.UserPath}/{Paths.Join(["domains", .. rest])}";
}
