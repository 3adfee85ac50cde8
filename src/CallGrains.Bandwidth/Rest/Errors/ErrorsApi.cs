using System.Globalization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// The carrier's list of what went wrong with nobody to be told: failed callbacks, numbers without an application. It
/// keeps the newest only, and allows one request a second (429), unless the account has more.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class ErrorsApi
{
    private readonly BandwidthHttp _http;

    internal ErrorsApi(BandwidthHttp http) => _http = http;

    /// <summary>Reads an error.</summary>
    /// <param name="errorId">The error's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<UserError> GetAsync(string errorId, CancellationToken cancellationToken = default) =>
        _http.GetAsync(Path(errorId), BandwidthJson.Wire.UserError, cancellationToken);

    /// <summary>Lists the errors.</summary>
    /// <param name="size">Errors a request, 1 to 1000; null for the carrier's 25.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<UserError> ListAsync(int? size = null, CancellationToken cancellationToken = default) =>
        _http.ListAsync(Paths.WithQuery(Path(), ("size", size?.ToString(CultureInfo.InvariantCulture))), BandwidthJson.Wire.UserErrorArray, cancellationToken);

    private string Path(params ReadOnlySpan<string> rest) => $"{_http.UserPath}/{Paths.Join(["errors", .. rest])}";
}
