using System.Globalization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// Numbers that can be had. The carrier allows 100 searches and 100 orders a minute, 800 in a burst (429).
/// </summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class AvailableNumbersApi
{
    private const string Local = "v1/availableNumbers/local", TollFree = "v1/availableNumbers/tollFree";

    private readonly BandwidthHttp _http;

    internal AvailableNumbersApi(BandwidthHttp http) => _http = http;

    /// <summary>
    /// Finds local numbers. 400 <c>invalid-available-number-search</c> when the wishes do not fit together.
    /// </summary>
    /// <param name="wanted">Which numbers.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<AvailableNumber> SearchLocalAsync(LocalNumbers wanted, CancellationToken cancellationToken = default) =>
        _http.ListAsync(wanted.AddTo(Local), BandwidthJson.Wire.AvailableNumberArray, cancellationToken);

    /// <summary>Finds toll-free numbers.</summary>
    /// <param name="quantity">How many, up to 5000; null for the carrier's 10.</param>
    /// <param name="pattern">What the number looks like: digits, letters, <c>?</c> for one and <c>*</c> for any; null
    /// for anything.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<AvailableNumber> SearchTollFreeAsync(int? quantity = null, string? pattern = null, CancellationToken cancellationToken = default) =>
        _http.ListAsync(Paths.WithQuery(TollFree, ("quantity", Text(quantity)), ("pattern", pattern)), BandwidthJson.Wire.AvailableNumberArray, cancellationToken);

    /// <summary>
    /// Orders the next local numbers that fit, which costs money. 404 <c>order-number-quantity-unavailable</c> when
    /// there are too few.
    /// </summary>
    /// <param name="wanted">Which numbers, and how many: 1 to 10; a pattern cannot be ordered.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The numbers, which are on the account now.</returns>
    public Task<IReadOnlyList<OrderedNumber>> OrderLocalAsync(LocalNumbers wanted, CancellationToken cancellationToken = default) =>
        OrderAsync(wanted.AddTo(Local), cancellationToken);

    /// <summary>Orders the next toll-free numbers, which costs money.</summary>
    /// <param name="quantity">How many, 1 to 10; null for the carrier's 1.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The numbers, which are on the account now.</returns>
    public Task<IReadOnlyList<OrderedNumber>> OrderTollFreeAsync(int? quantity = null, CancellationToken cancellationToken = default) =>
        OrderAsync(Paths.WithQuery(TollFree, ("quantity", Text(quantity))), cancellationToken);

    private async Task<IReadOnlyList<OrderedNumber>> OrderAsync(string path, CancellationToken cancellationToken) =>
        await _http.PostAsync(path, JsonBody.None(), BandwidthJson.Wire.OrderedNumberArray, cancellationToken);

    private static string? Text(int? quantity) => quantity?.ToString(CultureInfo.InvariantCulture);
}
