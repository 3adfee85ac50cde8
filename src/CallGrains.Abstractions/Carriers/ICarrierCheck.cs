namespace CallGrains;

/// <summary>
/// What an <see cref="ICarrier"/> may also be: one that can be asked, at no cost, whether it is there. A host with
/// several carriers does so to know which one to call by. Safe for use by many threads.
/// </summary>
public interface ICarrierCheck
{
    /// <summary>Asks for something small that exists, with the account's credentials. Nothing is changed.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CarrierException">It did not answer, or refused the credentials.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
