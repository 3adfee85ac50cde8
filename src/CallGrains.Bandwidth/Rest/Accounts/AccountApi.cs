namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// The account's balance and what it was charged for. The carrier allows one request a second (429), unless the account
/// has more.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class AccountApi
{
    private readonly BandwidthHttp _http;

    internal AccountApi(BandwidthHttp http) => _http = http;

    /// <summary>
    /// Reads the balance and the kind of account. The cheapest way to try the credentials: 401 when they are wrong.
    /// </summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<AccountState> GetAsync(CancellationToken cancellationToken = default) =>
        _http.GetAsync(_http.UserPath + "/account", BandwidthJson.Wire.AccountState, cancellationToken);

    /// <summary>Lists charges, payments and credits.</summary>
    /// <param name="query">Which ones; null for all.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<AccountTransaction> ListTransactionsAsync(TransactionQuery? query = null, CancellationToken cancellationToken = default) =>
        _http.ListAsync((query ?? new TransactionQuery()).AddTo(_http.UserPath + "/account/transactions"), BandwidthJson.Wire.AccountTransactionArray, cancellationToken);
}
