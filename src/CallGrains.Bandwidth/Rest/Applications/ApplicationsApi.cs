using System.Globalization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>Applications: which URL is told about calls and messages to the numbers bound to them.</summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class ApplicationsApi
{
    private readonly BandwidthHttp _http;

    internal ApplicationsApi(BandwidthHttp http) => _http = http;

    /// <summary>Makes an application. Nothing keeps two from having the same name.</summary>
    /// <param name="application">Its name, and at least one of the two URLs.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The new application's id.</returns>
    public Task<string> CreateAsync(ApplicationSettings application, CancellationToken cancellationToken = default) =>
        _http.CreateAsync(Path(), application, BandwidthJson.Wire.ApplicationSettings, cancellationToken);

    /// <summary>Reads an application.</summary>
    /// <param name="applicationId">The application's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<Application> GetAsync(string applicationId, CancellationToken cancellationToken = default) =>
        _http.GetAsync(Path(applicationId), BandwidthJson.Wire.Application, cancellationToken);

    /// <summary>Lists the applications.</summary>
    /// <param name="size">Applications a request, 1 to 1000; null for the carrier's 25.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<Application> ListAsync(int? size = null, CancellationToken cancellationToken = default) =>
        _http.ListAsync(Paths.WithQuery(Path(), ("size", size?.ToString(CultureInfo.InvariantCulture))), BandwidthJson.Wire.ApplicationArray, cancellationToken);

    /// <summary>Changes an application; absent values stay.</summary>
    /// <param name="applicationId">The application's id.</param>
    /// <param name="application">What changes, and the name, which the carrier asks for each time.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task UpdateAsync(string applicationId, ApplicationSettings application, CancellationToken cancellationToken = default) =>
        _http.UpdateAsync(Path(applicationId), application, BandwidthJson.Wire.ApplicationSettings, cancellationToken);

    /// <summary>Deletes an application.</summary>
    /// <param name="applicationId">The application's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task DeleteAsync(string applicationId, CancellationToken cancellationToken = default) =>
        _http.DeleteAsync(Path(applicationId), cancellationToken);

    private string Path(params ReadOnlySpan<string> rest) => $"{_http.UserPath}/{Paths.Join(["applications", .. rest])}";
}
