using System.Globalization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// Bridges: two calls that hear each other. No events report them. The carrier allows one request a second (429),
/// unless the account has more.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class BridgesApi
{
    private readonly BandwidthHttp _http;

    internal BridgesApi(BandwidthHttp http) => _http = http;

    /// <summary>
    /// Makes a bridge. 403 <c>bridge-callIds-overflow</c> for more than 2 calls, <c>call-id-not-found</c>; 400
    /// <c>bridge-bridged-callId</c> for a call that is in another one.
    /// </summary>
    /// <param name="bridge">The calls, none included, and whether they hear each other.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The bridge's id.</returns>
    public Task<string> CreateAsync(BridgeSettings bridge, CancellationToken cancellationToken = default) =>
        _http.CreateAsync(Path(), bridge, BandwidthJson.Wire.BridgeSettings, cancellationToken);

    /// <summary>Reads a bridge.</summary>
    /// <param name="bridgeId">The bridge's id.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<Bridge> GetAsync(string bridgeId, CancellationToken cancellationToken = default) =>
        _http.GetAsync(Path(bridgeId), BandwidthJson.Wire.Bridge, cancellationToken);

    /// <summary>Lists the account's bridges.</summary>
    /// <param name="size">Bridges a request, 1 to 1000; null for the carrier's 25.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<Bridge> ListAsync(int? size = null, CancellationToken cancellationToken = default) =>
        _http.ListAsync(Paths.WithQuery(Path(), ("size", size?.ToString(CultureInfo.InvariantCulture))), BandwidthJson.Wire.BridgeArray, cancellationToken);

    /// <summary>Changes a bridge: its calls, or whether they hear each other.</summary>
    /// <param name="bridgeId">The bridge's id.</param>
    /// <param name="update">What changes; absent values stay.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task UpdateAsync(string bridgeId, BridgeSettings update, CancellationToken cancellationToken = default) =>
        _http.UpdateAsync(Path(bridgeId), update, BandwidthJson.Wire.BridgeSettings, cancellationToken);

    /// <summary>Speaks or plays to both calls, or stops it. It cannot loop, and no event reports it.</summary>
    /// <param name="bridgeId">The bridge's id.</param>
    /// <param name="audio">What; see <see cref="AudioRequest.StopSentence"/> and <see cref="AudioRequest.StopFile"/> to
    /// stop.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task PlayAudioAsync(string bridgeId, AudioRequest audio, CancellationToken cancellationToken = default) =>
        _http.UpdateAsync(Path(bridgeId, "audio"), audio, BandwidthJson.Wire.AudioRequest, cancellationToken);

    /// <summary>Lists the calls of a bridge, in one request.</summary>
    /// <param name="bridgeId">The bridge's id.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<Call> ListCallsAsync(string bridgeId, CancellationToken cancellationToken = default) =>
        _http.ListAsync(Path(bridgeId, "calls"), BandwidthJson.Wire.CallArray, cancellationToken);

    private string Path(params ReadOnlySpan<string> rest) => $"{_http.UserPath}/{Paths.Join(["bridges", .. rest])}";
}
