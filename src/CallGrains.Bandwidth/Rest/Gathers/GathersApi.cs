namespace CallGrains.Bandwidth.Rest;

/// <summary>The gathers of calls: one a call at a time.</summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class GathersApi
{
    private readonly BandwidthHttp _http;

    internal GathersApi(BandwidthHttp http) => _http = http;

    /// <summary>
    /// Starts to collect digits; one <c>gather</c> event follows. 409 <c>call-duplicate-gather-error</c> while another
    /// runs.
    /// </summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="gather">What to collect.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The gather's id.</returns>
    public Task<string> CreateAsync(string callId, CreateGather gather, CancellationToken cancellationToken = default) =>
        _http.CreateAsync(Path(callId), gather, BandwidthJson.Wire.CreateGather, cancellationToken);

    /// <summary>Reads a gather.</summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="gatherId">The gather's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<Gather> GetAsync(string callId, string gatherId, CancellationToken cancellationToken = default) =>
        // The carrier names the id "id" in its samples and "gatherId" in its tables; we know it anyway.
        await _http.GetAsync(Path(callId, gatherId), BandwidthJson.Wire.Gather, cancellationToken) with { Id = gatherId };

    /// <summary>Stops a gather; its event comes with reason <c>cancelled</c>.</summary>
    /// <param name="callId">The call's id.</param>
    /// <param name="gatherId">The gather's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task StopAsync(string callId, string gatherId, CancellationToken cancellationToken = default) =>
        _http.UpdateAsync(Path(callId, gatherId), new UpdateGather("completed"), BandwidthJson.Wire.UpdateGather, cancellationToken);

    private string Path(string callId, params ReadOnlySpan<string> rest) => $"{_http.UserPath}/{Paths.Join(["calls", callId, "gather", .. rest])}";
}
