using System.Globalization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>The account's phone numbers.</summary>
/// <remarks>
/// Safe for use by many threads. Every method throws <see cref="CarrierException"/> when the carrier refuses or does
/// not answer.
/// </remarks>
public sealed class PhoneNumbersApi
{
    private readonly BandwidthHttp _http;

    internal PhoneNumbersApi(BandwidthHttp http) => _http = http;

    /// <summary>Orders a number, which costs money. 100 a minute.</summary>
    /// <param name="order">Which number, and what it is bound to.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The number's id.</returns>
    public Task<string> OrderAsync(OrderNumber order, CancellationToken cancellationToken = default) =>
        _http.CreateAsync(Path(), order, BandwidthJson.Wire.OrderNumber, cancellationToken);

    /// <summary>Reads a number.</summary>
    /// <param name="idOrNumber">The number's id, or the number itself, E.164.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<AccountNumber> GetAsync(string idOrNumber, CancellationToken cancellationToken = default) =>
        _http.GetAsync(Path(idOrNumber), BandwidthJson.Wire.AccountNumber, cancellationToken);

    /// <summary>Lists the account's numbers.</summary>
    /// <param name="query">Which numbers; null for all.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<AccountNumber> ListAsync(NumberQuery? query = null, CancellationToken cancellationToken = default) =>
        _http.ListAsync((query ?? new NumberQuery()).AddTo(Path()), BandwidthJson.Wire.AccountNumberArray, cancellationToken);

    /// <summary>Changes a number; absent values stay.</summary>
    /// <param name="idOrNumber">The number's id, or the number itself, E.164.</param>
    /// <param name="update">What changes.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task UpdateAsync(string idOrNumber, UpdateNumber update, CancellationToken cancellationToken = default) =>
        _http.UpdateAsync(Path(idOrNumber), update, BandwidthJson.Wire.UpdateNumber, cancellationToken);

    /// <summary>Gives a number back. It cannot be undone.</summary>
    /// <param name="idOrNumber">The number's id, or the number itself, E.164.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task DeleteAsync(string idOrNumber, CancellationToken cancellationToken = default) =>
        _http.DeleteAsync(Path(idOrNumber), cancellationToken);

    private string Path(params ReadOnlySpan<string> rest) => $"{_http.UserPath}/{Paths.Join(["phoneNumbers", .. rest])}";
}

/// <summary>Which numbers to list. Absent values do not restrict.</summary>
public sealed record NumberQuery
{
    /// <summary>Only numbers bound to this application.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>Only numbers of this US state, two letters.</summary>
    public string? State { get; init; }

    /// <summary>Only numbers of this name.</summary>
    public string? Name { get; init; }

    /// <summary>Only numbers of this city.</summary>
    public string? City { get; init; }

    /// <summary><c>enabled</c> or <c>released</c>.</summary>
    public string? NumberState { get; init; }

    /// <summary>Numbers a request, 1 to 1000; 25 by default.</summary>
    public int? Size { get; init; }

    internal string AddTo(string path) => Paths.WithQuery(
        path,
        ("applicationId", ApplicationId),
        ("state", State),
        ("name", Name),
        ("city", City),
        ("numberState", NumberState),
        ("size", Size?.ToString(CultureInfo.InvariantCulture)));
}
